import { isDeepStrictEqual } from 'node:util';
import type { Product } from '../../core/catalog/product.ts';
import { writeProductText } from '../../core/features/product-text.ts';
import { isTextVectorName, type MissingReason, TEXT_VECTOR_CHARACTERS } from '../../shared/text-models.ts';

/** A product, with a vector of its text if it is to have one. */
export interface FilledProduct {
  readonly product: Product;
  /** Absent if nothing is missing. */
  readonly missing?: MissingReason;
}

/** Reads stored products, by their ids. */
export type ReadStored = (ids: readonly string[]) => Promise<ReadonlyMap<string, Product>>;

/**
 * Gives products without a vector one of their texts.
 * @param readStored Called with the ids of products whose stored vector may be needed.
 * @returns them in the same order
 */
export type FillTexts = (products: readonly Product[], readStored: ReadStored) => Promise<readonly FilledProduct[]>;

/** The same for one product. @param stored The product that is stored now. */
export type FillText = (product: Product, stored: Product | undefined) => Promise<FilledProduct>;

/**
 * Gives a product the vector of the stored product if its own cannot be had now, and both have the same text.
 * @param name The name of the vectors of the model.
 */
export function keepStoredVector(filled: FilledProduct, stored: Product | undefined, name: string): FilledProduct {
  const { product } = filled;
  const vector = stored?.vectors?.[name];
  if (!canBeKept(filled) || stored === undefined || vector === undefined) return filled;
  return textOf(stored) === textOf(product) ? { product: { ...product, vectors: { [name]: vector } } } : filled;
}

/** Whether a product lacks a vector that the stored product may have. */
export function canBeKept({ missing }: FilledProduct): boolean {
  return missing === 'over-budget' || missing === 'not-embedded';
}

/** For functions without a text model: takes out vectors of a text that the product had before. */
export const dropStaleVectors: FillTexts = async (products, readStored) => {
  const ids = products.filter(hasTextVector).map(({ id }) => id);
  const stored = ids.length === 0 ? new Map<string, Product>() : await readStored(ids);
  return products.map((product) => dropStale(product, stored.get(product.id)));
};

/** The same for one product. */
export const dropStaleVector: FillText = async (product, stored) => dropStale(product, stored);

/** A vector that is the same as the stored one, in a product of another text, was not sent for the new text. */
function dropStale(product: Product, stored: Product | undefined): FilledProduct {
  const isStale = (name: string, vector: readonly number[]) =>
    isTextVectorName(name) && isDeepStrictEqual(vector, stored?.vectors?.[name]);
  const { vectors = {}, ...rest } = product;
  const kept = Object.entries(vectors).filter(([name, vector]) => !isStale(name, vector));
  const isUnchanged = kept.length === Object.keys(vectors).length || stored === undefined;
  if (isUnchanged || textOf(product) === textOf(stored)) return { product };
  return { product: { ...rest, ...(kept.length > 0 && { vectors: Object.fromEntries(kept) }) }, missing: 'no-model' };
}

function hasTextVector({ vectors = {} }: Product): boolean {
  return Object.keys(vectors).some(isTextVectorName);
}

function textOf(product: Product): string {
  return writeProductText(product, TEXT_VECTOR_CHARACTERS).text;
}
