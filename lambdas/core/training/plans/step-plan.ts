import type { Resumable } from '../../checkpoint/named-arrays.ts';
import type { Model } from '../../model/model.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PreparedModel } from './prepared-model.ts';
import type { TrainingTuning } from './training-tuning.ts';

/** A run that is ready to take steps. The steps change its model in place. */
export interface StepPlan extends PreparedModel {
  /** The model before the first step, in ordinary memory. The steps do not change it. */
  readonly first: Model;
  /** Number of steps. */
  readonly steps: number;
  /** The cost of a step in seconds of a nominal core: counted, so that it is the same on every machine. */
  readonly stepSeconds: number;
  /** Steps in which each possible anchor is drawn once, on average. */
  readonly stepsPerEpoch: number;
  /** Anchors per step. */
  readonly batchSize: number;
  /** Candidates per anchor. */
  readonly candidates: number;
  /** The settings tuned on the training data; null if none. */
  readonly tuning: TrainingTuning | null;
  /** The state that the steps change: weights, optimizer moments, averages. */
  readonly state: Resumable;
  /** Takes one step. @returns the loss before it */
  readonly take: (learningRate: number, random: CounterRandom) => number;
  /** Returns the model after the steps so far, in ordinary memory. */
  readonly finish: () => Model;
  /** Listwise only: the same plan from its beginning with other settings of the steps. The features stay. */
  readonly withSettings?: (settings: Partial<TrainingConfig>) => StepPlan;
}

/** The current phase of preparing a plan. It is yielded before each phase, so that the caller can show it or stop. */
export type Preparation =
  | 'reading the products'
  | 'tuning the field weights'
  | 'fitting the first weights to the texts'
  | 'finding neighbours'
  | 'tuning the text weight'
  | `trying settings, ${number} of ${number}`;
