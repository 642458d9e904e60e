import type { Product } from '../catalog/product.ts';
import { type Encoded, encodeBackward, encodeForward } from '../encoder/encoder.ts';
import { applyGradients, areFinite, clearGradients, copyOf, zeroGradients } from '../encoder/encoder-parameters.ts';
import { ModelInputError } from '../features/feature-error.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import type { Reals } from '../kernels/reals.ts';
import { seedTripletLoss } from '../losses/seed-triplet.ts';
import { type TripletGradients, tripletLoss } from '../losses/triplet.ts';
import { featureInputs, inputsOf, type Model } from '../model/model.ts';
import { Sgd } from '../optimizers/sgd.ts';
import { TrainingError } from './training-error.ts';

/** A product, or a plain feature vector. */
export type StepItem = Product | readonly number[];

export interface StepTriplet {
  readonly anchor: StepItem;
  readonly positive: StepItem;
  readonly negative: StepItem;
}

export interface StepOptions {
  /** In (0, inf), default 0.1. */
  readonly learningRate?: number;
  /** At least 0, default 1. */
  readonly margin?: number;
  /** `exact`: the gradient of the loss (default). `seed`: the original model's own update. */
  readonly gradient?: 'exact' | 'seed';
  /** Steps on these triplets, at least 1 (default 1). */
  readonly steps?: number;
}

export interface StepResult {
  readonly model: Model;
  /** Mean triplet loss over the triplets, before the first and after the last step. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Triplets that had a loss before the first step. */
  readonly activeBefore: number;
}

const PARTS = ['anchor', 'positive', 'negative'] as const;

/**
 * The contrastive step on given triplets: triplet hinge loss on squared Euclidean distance, plain gradient descent, in float64.
 * The given model is left as it is; a new one of the same precision is returned.
 *
 * @throws ModelInputError when the model cannot embed an item (`index` is the triplet's), TrainingError `not-finite` when a step overflows.
 */
export function trainStep(model: Model, triplets: readonly StepTriplet[], options: StepOptions = {}): StepResult {
  const { learningRate = 0.1, steps = 1 } = options;
  const working = { ...model, parameters: copyOf(model.parameters, 'float64') };
  const batches = PARTS.map((part) => inputsOfPart(model, triplets, part));
  const gradients = zeroGradients(working.parameters, 'float64');
  const optimizer = new Sgd();
  let before: { loss: number; active: number } | undefined;
  for (let step = 0; step < steps; step++) {
    const encoded = batches.map((batch) => encodeForward(batch, working.parameters, working.normalize));
    const slopes = encoded.map(({ embeddings }) => new Float64Array(embeddings.length));
    const result = lossOf(encoded, triplets.length, working.parameters.D, options, slopes);
    before ??= result;
    batches.forEach((batch, part) => {
      encodeBackward(batch, encoded[part]!, slopes[part]!, working.parameters, gradients);
    });
    optimizer.beginStep(learningRate);
    applyGradients(optimizer, working.parameters, gradients);
    clearGradients(gradients);
  }
  const stepped = inPrecisionOf(model, working);
  const encoded = batches.map((batch) => encodeForward(batch, stepped.parameters, stepped.normalize));
  const after = lossOf(encoded, triplets.length, stepped.parameters.D, options);
  checkFinite(stepped, after.loss, learningRate);
  return {
    model: stepped,
    lossBefore: before?.loss ?? after.loss,
    lossAfter: after.loss,
    activeBefore: before?.active ?? 0,
  };
}

function lossOf(
  encoded: readonly Encoded[],
  B: number,
  D: number,
  { margin = 1, gradient = 'exact' }: StepOptions,
  slopes?: readonly Reals[],
): { loss: number; active: number } {
  const [a, p, n] = encoded.map(({ embeddings }) => embeddings) as [Reals, Reals, Reals];
  const into: TripletGradients | undefined = slopes && {
    dAnchor: slopes[0]!,
    dPositive: slopes[1]!,
    dNegative: slopes[2]!,
  };
  return gradient === 'seed'
    ? seedTripletLoss(a, p, n, B, D, margin, into)
    : tripletLoss(a, p, n, B, D, { distance: 'squared-euclidean', margin }, into);
}

/** Items of either form, one batch; errors name the triplet and the part of it. */
function inputsOfPart(model: Model, triplets: readonly StepTriplet[], part: (typeof PARTS)[number]): FeatureBatch {
  const rows = triplets.map((triplet, index) => {
    try {
      const item = triplet[part];
      return isFeatures(item) ? featureInputs(model.input, [item]) : inputsOf(model.input, [item]);
    } catch (cause) {
      if (!(cause instanceof ModelInputError)) throw cause;
      throw new ModelInputError(cause.code, index, `${part}: ${cause.detail}`, part);
    }
  });
  return joined(rows);
}

function isFeatures(item: StepItem): item is readonly number[] {
  return Array.isArray(item);
}

/** Batches of one row each, as one batch. */
function joined(rows: readonly FeatureBatch[]): FeatureBatch {
  const tokens = rows.flatMap((row) => [...row.bags.tokens]);
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.bags.tokens.length;
  });
  return {
    B: rows.length,
    bags: {
      offsets,
      tokens: Int32Array.from(tokens),
      weights: Float32Array.from(rows.flatMap((row) => [...row.bags.weights])),
    },
    identityAt: new Int32Array(rows.length).fill(-1),
    dense: Float64Array.from(rows.flatMap((row) => [...row.dense])),
  };
}

function inPrecisionOf(like: Model, model: Model): Model {
  if (like.parameters.dense instanceof Float64Array) return model;
  return { ...model, parameters: copyOf(model.parameters, 'float32') };
}

function checkFinite({ parameters }: Model, loss: number, learningRate: number): void {
  if (Number.isFinite(loss) && areFinite(parameters)) return;
  throw new TrainingError(
    'not-finite',
    `the step overflowed (loss ${loss}): lower learningRate (${learningRate}) or scale the features`,
  );
}
