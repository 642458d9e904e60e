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

/** Limit of validation rows. Models are evaluated often, and an evaluation must cost less than an epoch. */
const MAX_ROWS = 400;

/** Training rows, and validation rows that were split off from them. */
export interface ValidationSplit {
  readonly training: TrainingSet;
  readonly validation: Validation;
}

/**
 * Splits validation rows off the training data, at random by the seed. Epochs and settings are chosen on them, so that
 * the held-out rows judge the choice without having made it.
 * @param fraction Share of the rows, in [0, 0.5]; at most 400 rows.
 */
export function splitValidation(set: TrainingSet, fraction: number, seed: number): ValidationSplit {
  const rows = set.pairs.length + set.groups.length;
  const share = Math.min(fraction, MAX_ROWS / Math.max(1, rows));
  const { training, judging } = splitHeldOut(set, { fraction: share, seed, stream: 'validation' });
  const ids = set.products.slice(0, set.catalogSize).map(({ id }) => id);
  return { training, validation: new Validation(planJudging({ ids, rows: judging })) };
}

/** Rows on which epochs and settings are compared. */
export class Validation {
  readonly #plan: JudgingPlan;

  constructor(plan: JudgingPlan) {
    this.#plan = plan;
  }

  /** R: number of rows. */
  get rows(): number {
    return this.#plan.rows.length;
  }

  /** Ranks the catalog under a model for each row. @param inputs Features of the products, the catalog first. */
  evaluate(model: Model, inputs: FeatureBatch): RowScores {
    const { metrics } = judgeRows(this.#plan, buildScorer(model, inputs, this.#plan.inPlay.length));
    return { recall: metrics['recall@10'], ndcg: metrics['ndcg@10'] };
  }
}

/** Capped recall@10 and ndcg@10 of the R rows, (R) each. */
export interface RowScores {
  readonly recall: Float64Array;
  readonly ndcg: Float64Array;
}

/** The mean of numbers; 0 without numbers. */
export function computeMean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/**
 * Builds a scorer by cosines of the first N products, with the kernels of training: faster than judging, and precise
 * enough.
 */
function buildScorer({ parameters, normalize }: Model, inputs: FeatureBatch, N: number): Scorer {
  const { D } = parameters;
  const kernels = parameters.dense instanceof Float64Array ? referenceKernels('float64') : selectTrainingKernels();
  const { embeddings } = encodeForward(inputs, parameters, normalize, kernels);
  const unit = normalizeRows(kernels, embeddings.subarray(0, N * D), N, D);
  const cosines = kernels.reals(N);
  return (query) => {
    kernels.multiplyTransposed(unit.subarray(query * D, (query + 1) * D), unit, cosines, 1, N, D);
    return Float64Array.from(cosines);
  };
}

/** Normalizes rows in the kernels' memory. */
function normalizeRows(kernels: Kernels, rows: Reals, N: number, D: number): Reals {
  const unit = kernels.reals(N * D);
  unit.set(rows);
  kernels.normalizeRowsForward(unit, unit, kernels.reals(N), N, D);
  return unit;
}
