import { encodeForward } from '../../encoder/encoder.ts';
import { judgeRows } from '../../evaluation/judge-rows.ts';
import { type JudgingPlan, planJudging } from '../../evaluation/judging-plan.ts';
import type { Scorer } from '../../evaluation/scorer.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import type { Model } from '../../model/model.ts';
import type { Reals } from '../../numerics/reals.ts';
import { splitHeldOut } from '../data/held-out-split.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { selectTrainingKernels } from '../steps/training-kernels.ts';

/** Rows that a run is compared on at most: it is looked at often, and a look is not to cost what an epoch costs. */
const MAX_ROWS = 400;

/** Training rows, and some that were cut off from them to choose by. */
export interface ValidationSplit {
  readonly training: TrainingSet;
  readonly validation: Validation;
}

/**
 * Cuts a validation part off the training data, at random by the seed: what epochs and settings are chosen by, so that the held-out
 * part judges the choice without having made it.
 * @param fraction Of the rows, in [0, 0.5]; at most 400 of them.
 */
export function splitValidation(set: TrainingSet, fraction: number, seed: number): ValidationSplit {
  const rows = set.pairs.length + set.groups.length;
  const share = Math.min(fraction, MAX_ROWS / Math.max(1, rows));
  const { training, judging } = splitHeldOut(set, share, seed, 'validation');
  const ids = set.products.slice(0, set.catalogSize).map(({ id }) => id);
  return { training, validation: new Validation(planJudging({ ids, rows: judging })) };
}

/** Rows to choose by. */
export class Validation {
  readonly #plan: JudgingPlan;

  constructor(plan: JudgingPlan) {
    this.#plan = plan;
  }

  /** Rows, R. */
  get rows(): number {
    return this.#plan.rows.length;
  }

  /** How a model ranks for each row. @param inputs What the model reads of the products, the catalog first. */
  evaluate(model: Model, inputs: FeatureBatch): RowScores {
    const { metrics } = judgeRows(this.#plan, scorerOf(model, inputs, this.#plan.inPlay.length));
    return { recall: metrics['recall@10'], ndcg: metrics['ndcg@10'] };
  }
}

/** recall@10 and ndcg@10 of the R rows, each (R). */
export interface RowScores {
  readonly recall: Float64Array;
  readonly ndcg: Float64Array;
}

/** The mean of some numbers, 0 of none. */
export function computeMean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** Cosines of the first N products, in the kernels of training: quicker than judging, and good enough to choose by. */
function scorerOf({ parameters, normalize }: Model, inputs: FeatureBatch, N: number): Scorer {
  const { D } = parameters;
  const kernels = parameters.dense instanceof Float64Array ? referenceKernels('float64') : selectTrainingKernels();
  const { embeddings } = encodeForward(inputs, parameters, normalize, kernels);
  const unit = unitRows(kernels, embeddings.subarray(0, N * D), N, D);
  const cosines = kernels.reals(N);
  return (query) => {
    kernels.multiplyTransposed(unit.subarray(query * D, (query + 1) * D), unit, cosines, 1, N, D);
    return Float64Array.from(cosines);
  };
}

/** In the memory of the kernels. */
function unitRows(kernels: Kernels, rows: Reals, N: number, D: number): Reals {
  const unit = kernels.reals(N * D);
  unit.set(rows);
  kernels.normalizeRowsForward(unit, unit, kernels.reals(N), N, D);
  return unit;
}
