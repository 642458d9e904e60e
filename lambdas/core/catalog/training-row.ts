import type { Product } from './product.ts';

/** How training data names a product: by id, by value, or as a bare feature vector. */
export type ProductReference = string | Product | readonly number[];

/** An anchor is like the positive and (when given) less like the negative. Without a negative it is a pair. */
export interface TripletRow {
  readonly anchor: ProductReference;
  readonly positive: ProductReference;
  readonly negative?: ProductReference;
}

/** Products that occurred together: in any order in a basket, in the order of time in a session. */
export interface GroupRow {
  readonly items: readonly string[];
  readonly kind: 'basket' | 'session';
  /** RFC 3339 time of the event. */
  readonly at?: string;
}

/** A text that is looked for. */
export interface TextQuery {
  readonly query: string;
}

/** A text and a product that answers it. */
interface QueryRow extends TextQuery {
  readonly positive: string;
}

/** One line of training data. */
export type TrainingRow = TripletRow | GroupRow | QueryRow;

/** One line of judging data: which products should be near `query`, and which are not to be ranked at all. */
export interface JudgingRow {
  readonly query: string;
  readonly relevant: readonly string[];
  readonly mask?: readonly string[];
  /** Metrics are reported per slice (default `all`). */
  readonly slice?: string;
}

/** Pairs and groups of products, named by their rows; rows past the catalog are not counted. */
export interface Occurrences {
  readonly pairs: readonly { readonly anchor: number; readonly positive: number }[];
  readonly groups: readonly { readonly items: Int32Array; readonly kind: 'basket' | 'session' }[];
}
