import type { FeatureConfig } from '../../features/feature-config.ts';
import type { ConfirmedView } from './confirm-fields.ts';
import type { ContentFit } from './content-steps.ts';
import type { PopularityChoice } from './popular-answers.ts';
import type { TextWeightChoice, TriedTextWeight } from './tune-text-weight.ts';
import type { TunedVector } from './tune-vectors.ts';

/** The settings that a run tuned on its training data alone, and the values that it tried; plain JSON. */
export interface TrainingTuning {
  /**
   * The fitted field weights, and the log-likelihood of training pairs before and after; null if the given weights are
   * kept.
   */
  readonly fields: {
    readonly weights: Partial<FeatureConfig>;
    readonly pairs: number;
    readonly before: number;
    readonly after: number;
  } | null;
  /** Of a catalog alone: how far its fields agree; absent in other runs, and in reports of earlier releases. */
  readonly views?: readonly ConfirmedView[];
  /** The weights of given vectors; absent in reports of earlier releases. */
  readonly vectors?: readonly TunedVector[];
  /**
   * The share of the learning rate that was used, and by its square the share of the epochs, in [0, 1]. It falls with
   * the evidence per product; 0 if training could only harm.
   */
  readonly learningRateShare: number;
  /** Whether likeness is a matching. Then every product is a negative of the products that have their match. */
  readonly matching: boolean;
  /**
   * Whether likeness is small clusters, as of the offers of one product. Then every two products of a cluster are alike,
   * and all others are negatives. Absent in reports of earlier releases.
   */
  readonly clusters?: boolean;
  /**
   * Whether popular products are the answer; then the steps differ too (popularSteps). Absent in reports of earlier
   * releases, and of a catalog alone.
   */
  readonly popularity?: PopularityChoice;
  /** How the first weights of a matching were moved to its content; absent in other runs. */
  readonly contentFit?: ContentFit;
  /** The weight of text in the targets. */
  readonly textWeight: number;
  /** What `textWeight` was chosen by; absent in reports of earlier releases. */
  readonly textWeightBy?: TextWeightChoice;
  /** Every tried weight, with how well it predicts rows outside its co-occurrence. */
  readonly textWeightsTried: readonly TriedTextWeight[];
}
