import type { Product } from '../../catalog/product.ts';
import type { TrainingSet } from './training-set.ts';

/*
 * What a training run takes at its peak, fitted to real and made-up shops of 2,000 to 24,000 products with 11 to 600 characters
 * each, at 256 numbers a vector: from a fifteenth below to a third above what was measured there.
 */

/** Of a function's memory: what a run is planned to take, as texts and evidence differ. */
export const SHARE_OF_MEMORY = 0.75;
/** The engine, its code, and what garbage it keeps. */
export const BASE_BYTES = 400_000_000;
/** Targets, scores of the baselines, what the product says. */
const BYTES_PER_PRODUCT = 9_000;
/** Its own row and those of the words that it brings, each with two moments and an average: for each number of a vector. */
const TABLE_BYTES_PER_PRODUCT = 60;
/** Tokens, and rows of those that are new, for each number of a vector. */
const BYTES_PER_CHARACTER = 48;
const TABLE_BYTES_PER_CHARACTER = 0.4;
const BYTES_PER_NUMBER = 16;
/** A product in a row of training data: its place, and its part in likeness by company. */
const BYTES_PER_MENTION = 300;

/** @param dim D: numbers in an embedding. @returns bytes, about */
export function estimateProductBytes(product: Product, dim: number): number {
  const { title, description, brand, category, attributes, vectors, features } = product;
  const characters = charactersOf([title, description, brand, category, Object.entries(attributes ?? {})]);
  const numbers = [...Object.values(vectors ?? {}), features ?? []].reduce((sum, one) => sum + one.length, 0);
  return (
    BYTES_PER_PRODUCT +
    TABLE_BYTES_PER_PRODUCT * dim +
    (BYTES_PER_CHARACTER + TABLE_BYTES_PER_CHARACTER * dim) * characters +
    BYTES_PER_NUMBER * numbers
  );
}

/** @param mentions Products in a row of training data. @returns bytes, about */
export function estimateRowBytes(mentions: number): number {
  return BYTES_PER_MENTION * mentions;
}

/** What a run on the set takes: bytes, about. @param dim D: numbers in an embedding. */
export function estimateRunBytes({ products, pairs, groups }: TrainingSet, dim: number): number {
  const mentions = groups.reduce((sum, { items }) => sum + items.length, 2 * pairs.length);
  return (
    products.reduce((sum, product) => sum + estimateProductBytes(product, dim), BASE_BYTES) + estimateRowBytes(mentions)
  );
}

type Text = string | number | boolean | undefined | readonly Text[];

function charactersOf(text: Text): number {
  if (typeof text === 'string') return text.length;
  return Array.isArray(text) ? text.reduce((sum, one) => sum + charactersOf(one), 0) : 0;
}
