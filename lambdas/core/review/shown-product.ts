import type { Product } from '../catalog/product.ts';

/** Longer titles are cut: the card has many of them. */
const MAX_TITLE_LENGTH = 120;

/** A product as people read it. */
export interface ShownProduct {
  readonly id: string;
  /** Absent if the product has none. Cut after 120 characters, with `…` at the end. */
  readonly title?: string;
}

/** A product among the answers of a model. */
export interface ScoredProduct extends ShownProduct {
  /** Cosine, in [-1, 1]. */
  readonly score: number;
}

/** The part of a product by which people know it. */
export function showProduct({ id, title }: Product): ShownProduct {
  const text = title?.trim() ?? '';
  if (text === '') return { id };
  const characters = [...text];
  return {
    id,
    title: characters.length > MAX_TITLE_LENGTH ? `${characters.slice(0, MAX_TITLE_LENGTH).join('')}…` : text,
  };
}
