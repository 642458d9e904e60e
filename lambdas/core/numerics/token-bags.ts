import type { Reals } from './reals.ts';

/**
 * Bags of weighted tokens for B rows: bag i holds the tokens from offsets[i] (inclusive) to offsets[i + 1] (exclusive).
 */
export interface TokenBags {
  /** (B + 1) */
  readonly offsets: Int32Array;
  /** (nnz) rows of the token table, each in [0, T). */
  readonly tokens: Int32Array;
  /** (nnz) */
  readonly weights: Reals;
}
