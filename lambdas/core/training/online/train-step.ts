import { type Encoded, encodeBackward, encodeForward } from '../../encoder/encoder.ts';
import {
  applyGradients,
  areParametersFinite,
  clearGradients,
  copyParameters,
  createGradients,
  type EncoderGradients,
} from '../../encoder/encoder-parameters.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import { selectTrainingKernels } from '../../kernels/simd/training-kernels.ts';
import { seedTripletLoss } from '../../losses/seed-triplet.ts';
import { type TripletGradients, tripletLoss } from '../../losses/triplet.ts';
import type { Model } from '../../model/model.ts';
import type { Reals } from '../../numerics/reals.ts';
import { Sgd } from '../../optimizers/sgd.ts';
import { defaultStepSettings, type StepSettings } from '../config/step-settings.ts';
import { TrainingError } from '../config/training-error.ts';
import { gatherInputs } from '../steps/batch-inputs.ts';
import { isSeedModel, takeSeedModelSteps } from './seed-model-steps.ts';
import { checkStepLength } from './step-bounds.ts';
import { buildStepInputs, type StepTriplet } from './step-inputs.ts';

export interface StepResult {
  readonly model: Model;
  /** Mean triplet loss over the triplets, before the first and after the last step. */
  readonly lossBefore: number;
  readonly lossAfter: number;
  /** Number of triplets with a loss above 0 before the first step. */
  readonly activeBefore: number;
}

/**
 * Takes contrastive steps on given triplets: triplet hinge loss on squared Euclidean distance, plain gradient descent,
 * in float64. The given model stays unchanged; the result is a new model of the same precision.
 *
 * @throws ModelInputError when the model cannot embed an item (`index` is the triplet's); TrainingError `not-finite`
 *   when a step overflows, `weights-too-large` when it leads too far
 */
export function trainStep(
  model: Model,
  triplets: readonly StepTriplet[],
  settings: Partial<StepSettings> = {},
): StepResult {
  const options = { ...defaultStepSettings, ...settings };
  const working = { ...model, parameters: copyParameters(model.parameters, 'float64') };
  const parts = buildStepInputs(model, triplets);
  const before = evaluateLoss(working, parts, options);
  takeSteps(working, parts, options);
  const stepped = matchPrecision(model, working);
  const after = evaluateLoss(stepped, parts, options);
  checkFinite(stepped, after.loss, options.learningRate);
  checkStepLength(model.parameters, stepped.parameters, options.learningRate);
  return { model: stepped, lossBefore: before.loss, lossAfter: after.loss, activeBefore: before.active };
}

/** Updates the parameters of a float64 model in place. @param parts Anchors, positives and negatives. */
function takeSteps(model: Model, parts: readonly FeatureBatch[], options: StepSettings): void {
  const { learningRate, margin, gradient, steps } = options;
  const B = parts[0]!.B;
  const batchSize = Math.min(options.batchSize ?? B, B);
  if (gradient === 'seed' && batchSize === 1 && isSeedModel(model)) {
    takeSeedModelSteps(selectTrainingKernels(), model, parts, steps, { learningRate, margin });
    return;
  }
  const batches = splitBatches(parts, batchSize);
  const gradients = createGradients(model.parameters, 'float64');
  const optimizer = new Sgd();
  for (let step = 0; step < steps * batches.length; step++) {
    const batch = batches[step % batches.length]!;
    addGradients(model, batch, options, gradients);
    optimizer.beginStep(learningRate);
    applyGradients(optimizer, model.parameters, gradients);
    clearGradients(gradients);
  }
}

/** Splits the triplets into batches of at most `size`, in their order. */
function splitBatches(parts: readonly FeatureBatch[], size: number): (readonly FeatureBatch[])[] {
  const B = parts[0]!.B;
  if (size === B) return [parts];
  return Array.from({ length: Math.ceil(B / size) }, (_, batch) => {
    const rows = Int32Array.from({ length: Math.min(size, B - batch * size) }, (_, i) => batch * size + i);
    return parts.map((part) => gatherInputs(part, rows));
  });
}

function addGradients(
  model: Model,
  parts: readonly FeatureBatch[],
  options: StepSettings,
  gradients: EncoderGradients,
): void {
  const encoded = parts.map((part) => encodeForward(part, model.parameters, model.normalize));
  const slopes = encoded.map(({ embeddings }) => new Float64Array(embeddings.length));
  computeLoss(encoded, parts[0]!.B, model.parameters.D, options, slopes);
  parts.forEach((part, i) => {
    encodeBackward(part, encoded[i]!, slopes[i]!, model.parameters, gradients);
  });
}

/** Computes the mean loss over all triplets, and the number of triplets with a loss above 0. */
function evaluateLoss(
  model: Model,
  parts: readonly FeatureBatch[],
  options: StepSettings,
): { loss: number; active: number } {
  const encoded = parts.map((part) => encodeForward(part, model.parameters, model.normalize));
  return computeLoss(encoded, parts[0]!.B, model.parameters.D, options);
}

/**
 * Computes the loss; writes its gradients by the embeddings into `slopes` if given.
 * @param encoded Anchors, positives, negatives.
 */
function computeLoss(
  encoded: readonly Encoded[],
  B: number,
  D: number,
  { margin, gradient }: StepSettings,
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

/** The model in the precision of another. */
function matchPrecision(like: Model, model: Model): Model {
  if (like.parameters.dense instanceof Float64Array) return model;
  return { ...model, parameters: copyParameters(model.parameters, 'float32') };
}

function checkFinite({ parameters }: Model, loss: number, learningRate: number): void {
  if (Number.isFinite(loss) && areParametersFinite(parameters)) return;
  throw new TrainingError(
    'not-finite',
    `the step overflowed (loss ${loss}): lower learningRate (${learningRate}) or scale the features`,
  );
}
