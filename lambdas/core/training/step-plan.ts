import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Model } from '../model/model.ts';
import type { CounterRandom } from '../random.ts';
import type { TrainingTuning } from './training-tuning.ts';

/** A run that is ready to take steps. */
export interface StepPlan {
  /** Changed in place by the steps. */
  readonly model: Model;
  /** Of the whole training set, without what the model cannot read of them. */
  readonly products: readonly Product[];
  /** Of `products`, in their order. */
  readonly inputs: FeatureBatch;
  /** Steps to take. */
  readonly steps: number;
  /** Anchors of a step. */
  readonly batchSize: number;
  /** Candidates that an anchor is told apart from in a step. */
  readonly candidates: number;
  /** What was tuned on the training data, if anything. */
  readonly tuning: TrainingTuning | null;
  /** One step; returns the loss before it. */
  readonly take: (learningRate: number, random: CounterRandom) => number;
  /** The model when all steps are taken, in ordinary memory. */
  readonly finish: () => Model;
}
