import { type Product, productFieldNames } from '../../catalog/product.ts';
import type { TrainingSet } from './training-set.ts';

/*
 * Peak memory of a training run. The constants are fitted to real and synthetic shops of 2,000 to 24,000 products with
 * 11 to 600 characters each, at 256 numbers per vector. The estimates were between a fifteenth below and a third above
 * the measurements.
 */

/**
 * The share of a function's memory that a run is planned to use. The rest is reserve, because texts and rows differ.
 */
export const SHARE_OF_MEMORY = 0.75;
/** The engine, its code, and garbage not yet collected. */
export const BASE_BYTES = 400_000_000;
/** Targets, baseline scores and the product itself. */
const BYTES_PER_PRODUCT = 9_000;
/**
 * Bytes per number of a vector: the product's own row and those of its new words, each with two moments and an average.
 * Row-wise Adam, which runs on lists use, has one of these moments for a whole row, so it needs less.
 */
const TABLE_BYTES_PER_PRODUCT = 60;
/** Tokens. */
const BYTES_PER_CHARACTER = 48;
/** Bytes per number of a vector: table rows of new tokens. */
const TABLE_BYTES_PER_CHARACTER = 0.4;
const BYTES_PER_NUMBER = 16;
/** One product in a training row: its place, and its entries in the co-occurrence rows. */
const BYTES_PER_MENTION = 300;

/** Estimates the bytes for a product. @param dim D: numbers in an embedding. */
export function estimateProductBytes(product: Product, dim: number): number {
  const { attributes, vectors, features } = product;
  const fields = productFieldNames.map((name) => product[name]);
  const characters = countCharacters([...fields, Object.entries(attributes ?? {})]);
  const numbers = [...Object.values(vectors ?? {}), features ?? []].reduce((sum, one) => sum + one.length, 0);
  return (
    BYTES_PER_PRODUCT +
    TABLE_BYTES_PER_PRODUCT * dim +
    (BYTES_PER_CHARACTER + TABLE_BYTES_PER_CHARACTER * dim) * characters +
    BYTES_PER_NUMBER * numbers
  );
}

/** Estimates the bytes for a training row. @param mentions Number of products in the row. */
export function estimateRowBytes(mentions: number): number {
  return BYTES_PER_MENTION * mentions;
}

/** Estimates the peak bytes of a run on the set. @param dim D: numbers in an embedding. */
export function estimateRunBytes({ products, pairs, groups }: TrainingSet, dim: number): number {
  const mentions = groups.reduce((sum, { items }) => sum + items.length, 2 * pairs.length);
  return (
    products.reduce((sum, product) => sum + estimateProductBytes(product, dim), BASE_BYTES) + estimateRowBytes(mentions)
  );
}

type Text = string | number | boolean | undefined | readonly Text[];

function countCharacters(text: Text): number {
  if (typeof text === 'string') return text.length;
  return Array.isArray(text) ? text.reduce((sum, one) => sum + countCharacters(one), 0) : 0;
}
