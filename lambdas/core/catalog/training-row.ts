import type { Product } from './product.ts';

/** A product in training data: an id, a whole product, or a plain feature vector. */
export type ProductReference = string | Product | readonly number[];

/** The anchor is more similar to the positive than to the negative. Without a negative, the row is a pair. */
export interface TripletRow {
  readonly anchor: ProductReference;
  readonly positive: ProductReference;
  readonly negative?: ProductReference;
}

/** Products that occurred together: unordered in a basket, in the order of time in a session. */
export interface GroupRow {
  readonly items: readonly string[];
  readonly kind: 'basket' | 'session';
  /** RFC 3339 time of the event. */
  readonly at?: string;
}

/** A search text. */
export interface TextQuery {
  readonly query: string;
}

/** A search text and a product that is a good result for it. */
interface QueryRow extends TextQuery {
  readonly positive: string;
}

/** One line of training data. */
export type TrainingRow = TripletRow | GroupRow | QueryRow;

/**
 * One line of judging data: the products that should be near `query`, and those to leave out of its ranking (`mask`).
 */
export interface JudgingRow {
  readonly query: string;
  readonly relevant: readonly string[];
  readonly mask?: readonly string[];
  /** The slice whose metrics this row counts for. Default `all`. */
  readonly slice?: string;
}

/** Pairs and groups of products by their rows in the catalog. Rows beyond the catalog are ignored. */
export interface Occurrences {
  readonly pairs: readonly { readonly anchor: number; readonly positive: number }[];
  readonly groups: readonly { readonly items: Int32Array; readonly kind: 'basket' | 'session' }[];
}
