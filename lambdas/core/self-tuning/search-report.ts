import type { FeatureConfig } from '../features/feature-config.ts';
import type { TrialSettings } from './trial-settings.ts';

/** A trial on one rung. */
export interface TrialResult {
  /** From 1. */
  readonly rung: number;
  readonly steps: number;
  /** Of a nominal core. */
  readonly seconds: number;
  /** recall@10 on the validation part, and ndcg@10, by which trials are compared; null where a loss was not finite. */
  readonly recall: number | null;
  readonly ndcg: number | null;
}

/** What was tried, and what became of it. */
export interface TrialReport {
  /** What it took in place of the given configuration: nothing, for the first. */
  readonly settings: TrialSettings;
  /** Weights of the fields in place of the given ones, or of those that were tuned by likelihood; null for these. */
  readonly fields: Partial<FeatureConfig> | null;
  readonly results: readonly TrialResult[];
  readonly outcome: 'chosen' | 'kept' | 'dropped' | 'failed';
}

/** A search for better settings than the given ones, as plain JSON. */
export interface SearchReport {
  /** For the whole of the search, and what it took of that; of a nominal core. */
  readonly budgetSeconds: number;
  readonly spentSeconds: number;
  readonly validationRows: number;
  readonly rungs: readonly { readonly trials: number; readonly seconds: number }[];
  readonly trials: readonly TrialReport[];
  /** ndcg@10 of the best of the last rung less that of the given settings, and its standard error by row; null where nothing was compared. */
  readonly lead: { readonly difference: number; readonly standardError: number } | null;
  /** In words, why the choice is what it is. */
  readonly verdict: string;
}
