import type { FeatureConfig } from '../../features/feature-config.ts';
import type { TriedTextWeight } from './tune-text-weight.ts';

/** What a run chose from its training data alone, and what it tried; plain JSON. */
export interface TrainingTuning {
  /** The weights of the fields as fitted, and the log-likelihood of training pairs before and after; null where given ones were kept. */
  readonly fields: {
    readonly weights: Partial<FeatureConfig>;
    readonly pairs: number;
    readonly before: number;
    readonly after: number;
  } | null;
  /** What share of the learning rate was taken, and its square of the epochs, by how much evidence there is of a product, in [0, 1]; 0 where training could only lose. */
  readonly learningRateShare: number;
  /** Whether likeness was found to be a matching: every product is then a negative of those that have their match. */
  readonly matching: boolean;
  /** The weight of text in the targets; every one that was tried, with the mean log-likelihood of the rows it did not see. */
  readonly textWeight: number;
  readonly textWeightsTried: readonly TriedTextWeight[];
}
