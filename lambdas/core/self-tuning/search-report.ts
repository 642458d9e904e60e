import type { FeatureConfig } from '../features/feature-config.ts';
import type { TrialSettings } from './trial-settings.ts';

/** The result of a trial on one rung. */
export interface TrialResult {
  /** From 1. */
  readonly rung: number;
  readonly steps: number;
  /** Seconds of a nominal core. */
  readonly seconds: number;
  /** Capped recall@10 on the validation rows; null if a loss was not finite. */
  readonly recall: number | null;
  /** ndcg@10 on the validation rows, by which trials are compared; null if a loss was not finite. */
  readonly ndcg: number | null;
}

/** A trial with its results and outcome. */
export interface TrialReport {
  /** The changes to the given configuration; none for the first trial. */
  readonly settings: TrialSettings;
  /** Field weights in place of the given or the likelihood-tuned ones; null for these. */
  readonly fields: Partial<FeatureConfig> | null;
  readonly results: readonly TrialResult[];
  /** `kept`: reached the last rung, but was not chosen. */
  readonly outcome: 'chosen' | 'kept' | 'dropped' | 'failed';
}

/** A search for better settings than the given ones, as plain JSON. */
export interface SearchReport {
  /** Budget and cost of the whole search, in seconds of a nominal core. */
  readonly budgetSeconds: number;
  readonly spentSeconds: number;
  readonly validationRows: number;
  readonly rungs: readonly { readonly trials: number; readonly seconds: number }[];
  readonly trials: readonly TrialReport[];
  /**
   * ndcg@10 of the best trial minus that of the given settings on the last rung, and its standard error by row; null
   * without a comparison.
   */
  readonly lead: { readonly difference: number; readonly standardError: number } | null;
  /** Why the settings were chosen, in words. */
  readonly verdict: string;
}
