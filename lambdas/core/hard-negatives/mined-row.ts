import type { SkipReason } from './candidate-rules.ts';

/** The evidence for and against a mined negative. */
export interface NegativeAudit {
  /** From 0, among the allowed products by falling score. */
  readonly rank: number;
  /** Cosine of anchor and negative. */
  readonly score: number;
  /** Cosine of anchor and positive; null when the anchor has no known positive. */
  readonly positiveScore: number | null;
  /** Names of the fields and attributes with a shared value. */
  readonly sharedAttributes: readonly string[];
  /** Training rows that hold both. */
  readonly coOccurrences: number;
  /** Products that occur with both. */
  readonly sharedPartners: number;
  /** In [0, 1]: see TitleOverlap. */
  readonly titleOverlap: number;
  /** In [0, 1]: see FalseNegativeModel. */
  readonly falseNegativeChance: number;
}

/** A training row with its audit. Without a positive it cannot be trained on, only inspected. */
export interface MinedRow {
  readonly anchor: string;
  readonly positive?: string;
  readonly negative: string;
  readonly audit: NegativeAudit;
}

/** Counts of excluded products by reason; `false-negative-chance` counts only those within the rank range. */
export type SkippedCounts = Record<SkipReason | 'false-negative-chance', number>;

/** The result of mining, as plain JSON. */
export interface MiningSummary {
  readonly anchors: number;
  /** (Anchor, positive) pairs of known positives in the catalog, up to `positivesPerAnchor` per anchor. */
  readonly pairs: number;
  readonly rows: number;
  readonly skipped: Readonly<SkippedCounts>;
  /** `PositiveGraph.extraPositiveRatio`: 1 for baskets, near 0 when likeness is a matching. */
  readonly room: number;
  /** The mean estimated probability that a mined row is wrong. */
  readonly meanFalseNegativeChance: number;
}
