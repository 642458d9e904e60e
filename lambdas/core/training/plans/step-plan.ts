import type { Resumable } from '../../checkpoint/named-arrays.ts';
import type { Model } from '../../model/model.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PreparedModel } from './prepared-model.ts';
import type { TrainingTuning } from './training-tuning.ts';

/** A run that is ready to take steps, which change its model in place. */
export interface StepPlan extends PreparedModel {
  /** Steps to take. */
  readonly steps: number;
  /** What a step costs, in seconds of a nominal core: counted, so that it is the same on every machine. */
  readonly stepSeconds: number;
  /** Steps that make each anchor one once, on average. */
  readonly stepsPerEpoch: number;
  /** Anchors of a step. */
  readonly batchSize: number;
  /** Candidates that an anchor is told apart from in a step. */
  readonly candidates: number;
  /** What was tuned on the training data, if anything. */
  readonly tuning: TrainingTuning | null;
  /** What the steps change: weights, the optimizer's moments, averages. */
  readonly state: Resumable;
  /** One step; returns the loss before it. */
  readonly take: (learningRate: number, random: CounterRandom) => number;
  /** The model when all steps are taken, in ordinary memory. */
  readonly finish: () => Model;
  /** Lists: the same steps from the same beginning, under other settings of the steps; the features stay. */
  readonly withSettings?: (settings: Partial<TrainingConfig>) => StepPlan;
}

/** What a plan works on while it is made: said before each piece of work, so that whoever waits can be told, and can leave. */
export type Preparation =
  | 'reading the products'
  | 'tuning the field weights'
  | 'finding neighbours'
  | 'tuning the text weight'
  | `trying settings, ${number} of ${number}`;
