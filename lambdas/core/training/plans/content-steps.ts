import { encodeBackward, encodeForward } from '../../encoder/encoder.ts';
import { copyParameters } from '../../encoder/encoder-parameters.ts';
import { dropVectors } from '../../features/feature-batch.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import { selectTrainingKernels } from '../../kernels/simd/training-kernels.ts';
import { findTextCosines } from '../../likeness/text-cosines.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import type { Model } from '../../model/model.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { ParameterUpdate } from '../steps/parameter-update.ts';
import { toResidentInputs } from '../steps/resident-model.ts';
import { NOMINAL_RATE, TOKEN_COST } from './listwise-cost.ts';
import type { PreparedModel } from './prepared-model.ts';

/** How the first weights were moved to the cosines of the content. Plain JSON. */
export interface ContentFit {
  /** 0 if the catalog is too large for the budget. */
  readonly steps: number;
  /** The pairs of near products. */
  readonly pairs: number;
  /** The root of the mean squared error of their cosines, before the first step and before the last one. */
  readonly errorBefore: number;
  readonly errorAfter: number;
}

/** A model before its first step, and what was done to it. */
export interface FittedContent {
  readonly prepared: PreparedModel;
  /** Absent if the model stays as it is. */
  readonly fit?: ContentFit;
}

const NEIGHBOURS = 20;
const MAX_STEPS = 16;
/** Of `budgetSeconds`. */
const BUDGET_SHARE = 0.15;
/** The learning rate of the first step, as a share of the standard deviation of the first weights. It falls to 0. */
const RATE = 0.032;

/**
 * Moves the first weights of a model so that the cosines of near products are those of their weighted tokens. A random
 * projection changes them by about (1 - cosine²) / sqrt(dim), and near offers differ by less. Each step descends the mean
 * squared error of the cosines of all products with their 20 nearest by text, with Adam.
 */
export function fitContent(prepared: PreparedModel, config: TrainingConfig): FittedContent {
  if (!isSumOfTokens(prepared, config)) return { prepared };
  const { model } = prepared;
  const steps = countContentSteps(prepared, config);
  if (steps === 0) return { prepared, fit: { steps, pairs: 0, errorBefore: 0, errorAfter: 0 } };
  const kernels = selectTrainingKernels();
  const inputs = toResidentInputs(kernels, readWords(prepared));
  const near = findTextCosines(inputs, NEIGHBOURS);
  const parameters = copyParameters(model.parameters, kernels);
  const update = new ParameterUpdate(parameters, withAdam(config), kernels, kernels);
  const slopes = kernels.reals(inputs.B * parameters.D);
  const errors: number[] = [];
  for (let step = 0; step < steps; step++) {
    const encoded = encodeForward(inputs, parameters, true, kernels);
    errors.push(writeSlopes(encoded.embeddings, near, parameters.D, slopes));
    encodeBackward(inputs, encoded, slopes, parameters, update.gradients, kernels);
    update.apply((RATE / Math.sqrt(parameters.D)) * (1 - step / steps));
  }
  const moved: Model = { ...model, parameters: copyParameters(parameters, 'float32') };
  const fit = { steps, pairs: near.columns.length, errorBefore: errors[0]!, errorAfter: errors.at(-1)! };
  return { prepared: { ...prepared, model: moved }, fit };
}

/** Whether embeddings are sums of random rows, scaled to length 1, and nothing else is made of them. */
function isSumOfTokens({ model, firstWeights }: PreparedModel, config: TrainingConfig): boolean {
  const { input, normalize, parameters } = model;
  // Those cosines are exact already.
  if (firstWeights.kind === 'exact') return false;
  if (input.encoder !== 'bag' || input.queryTower || !normalize || parameters.hidden !== undefined) return false;
  return config.matryoshkaDims.length === 0;
}

function readWords({ model: { input }, inputs }: PreparedModel): FeatureBatch {
  return input.encoder === 'bag' ? dropVectors(input.space, inputs) : inputs;
}

/** Counts with the nominal core, so that every machine takes as many steps. */
function countContentSteps({ inputs: { bags, B }, model }: PreparedModel, { budgetSeconds }: TrainingConfig): number {
  const cost = (TOKEN_COST * bags.tokens.length + 3 * NEIGHBOURS * B) * model.parameters.D;
  return Math.min(MAX_STEPS, Math.floor((BUDGET_SHARE * budgetSeconds * NOMINAL_RATE) / Math.max(1, cost)));
}

function withAdam(config: TrainingConfig): TrainingConfig {
  return { ...config, optimizer: 'rowwise-adam', averageDecay: 0, clipNorm: 0, weightDecay: 0 };
}

/** Writes the slopes by the embeddings (N, D), up to a factor. @returns the root of the mean squared error */
function writeSlopes(embeddings: Reals, near: WeightedRows, D: number, slopes: Reals): number {
  slopes.fill(0);
  const N = near.offsets.length - 1;
  let squares = 0;
  for (let i = 0; i < N; i++) {
    for (let t = near.offsets[i]!; t < near.offsets[i + 1]!; t++) {
      const [a, b] = [i * D, near.columns[t]! * D];
      let cosine = 0;
      for (let d = 0; d < D; d++) cosine += embeddings[a + d]! * embeddings[b + d]!;
      const error = cosine - near.weights[t]!;
      squares += error * error;
      const slope = error / NEIGHBOURS;
      for (let d = 0; d < D; d++) {
        slopes[a + d]! += slope * embeddings[b + d]!;
        slopes[b + d]! += slope * embeddings[a + d]!;
      }
    }
  }
  return Math.sqrt(squares / Math.max(1, near.columns.length));
}
