import { encodeForward } from '../../encoder/encoder.ts';
import { type EncoderParameters, getPrecision } from '../../encoder/encoder-parameters.ts';
import { judgeRows } from '../../evaluation/judge-rows.ts';
import { type JudgingPlan, planJudging } from '../../evaluation/judging-plan.ts';
import type { Scorer } from '../../evaluation/scorers/scorer.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import { selectTrainingKernels } from '../../kernels/simd/training-kernels.ts';
import type { Model } from '../../model/model.ts';
import type { Reals } from '../../numerics/reals.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import { splitHeldOut } from '../data/held-out-split.ts';
import type { TrainingSet } from '../data/training-set.ts';

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

/** Encodes all products and builds a scorer by the cosines of the first N, with the kernels of training. */
function buildScorer({ parameters, normalize }: Model, inputs: FeatureBatch, N: number): Scorer {
  const kernels = selectScoringKernels(parameters);
  const { embeddings } = encodeForward(inputs, parameters, normalize, kernels);
  return buildUnitScorer(embeddings, N, parameters.D, kernels, new ReusedArrays(kernels));
}

/** The kernels of training in the precision of the parameters. */
export function selectScoringKernels(parameters: EncoderParameters): Kernels {
  return getPrecision(parameters) === 'float64' ? referenceKernels('float64') : selectTrainingKernels();
}

/**
 * Builds a scorer by cosines of the first N embeddings, of any length: faster than judging, and precise enough.
 * @param embeddings (at least N, D) @param arrays In the memory of the kernels. The scorer is valid until they are used
 * again.
 */
export function buildUnitScorer(
  embeddings: Reals,
  N: number,
  D: number,
  kernels: Kernels,
  arrays: ReusedArrays,
): Scorer {
  const [unit, cosines] = [arrays.reals('unit', N * D), arrays.reals('cosines', N)];
  unit.set(embeddings.subarray(0, N * D));
  kernels.normalizeRowsForward(unit, unit, arrays.reals('norms', N), N, D);
  return (query) => {
    kernels.multiplyTransposed(unit.subarray(query * D, (query + 1) * D), unit, cosines, 1, N, D);
    return Float64Array.from(cosines);
  };
}
