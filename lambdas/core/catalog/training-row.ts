import type { Product } from './product.ts';

/** A product in training data: an id, a whole product, or a plain feature vector. */
export type ProductReference = string | Product | readonly number[];

/** The anchor is more similar to the positive than to the negative. Without a negative, the row is a pair. */
export interface TripletRow {
  readonly anchor: ProductReference;
  readonly positive: ProductReference;
  readonly negative?: ProductReference;
  /** RFC 3339 time of the event. */
  readonly at?: string;
  /** Any value, as `kindred mine` writes it: the row was made from other rows, and is no evidence beside them. */
  readonly audit?: unknown;
}

/** The kinds of groups: what was bought together, in any order, and what was used one after the other. */
export const GROUP_KINDS = ['basket', 'session'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];
/** The kind of a group that names none: its products were together, and nothing says that their order means anything. */
export const DEFAULT_GROUP_KIND: GroupKind = 'basket';

/** The most items of a group. The pairs of a larger one would be too many, and carry too little information. */
export const MAX_GROUP_ITEMS = 10_000;

/** Products that occurred together: unordered in a basket, in the order of time in a session. */
export interface GroupRow {
  readonly items: readonly string[];
  readonly kind: GroupKind;
  /** The row is a part of a group: rows of one kind with the same id are joined, in the order of their times. */
  readonly sessionId?: string;
  /**
   * How many of each of `items`, in their order; negative for what came back. A product counts if its quantities add up
   * to more than 0. Its number does not weigh: 60 of one product are one product.
   */
  readonly quantities?: readonly number[];
  /** RFC 3339 time of the event. */
  readonly at?: string;
}

/** A search text. */
export interface TextQuery {
  readonly query: string;
}

/** A search text and a product that is a good result for it. */
export interface QueryRow extends TextQuery {
  readonly positive: string;
  /** RFC 3339 time of the event. */
  readonly at?: string;
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

/** What is known of facts beside their products. */
interface OccurrenceWeight {
  /** How much the fact counts, default 1. */
  readonly weight?: number;
  /** Present if the fact may not be held out, and so never chooses settings. */
  readonly neverHeldOut?: 'derived' | 'bot' | 'frequent';
}

/** Pairs and groups of products by their rows in the catalog. Rows beyond the catalog are ignored. */
export interface Occurrences {
  readonly pairs: readonly (OccurrenceWeight & { readonly anchor: number; readonly positive: number })[];
  /** The items of a basket are distinct. */
  readonly groups: readonly (OccurrenceWeight & { readonly items: Int32Array; readonly kind: GroupKind })[];
}
