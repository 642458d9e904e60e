import type { FeatureBatch } from '../../../lambdas/core/features/feature-space.ts';
import type { Kernels } from '../../../lambdas/core/kernels/kernels.ts';
import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import type { PairBatch } from '../../../lambdas/core/training/data/pair-sampler.ts';
import { NO_NEGATIVE } from '../../../lambdas/core/training/data/training-set.ts';
import { BatchStep } from '../../../lambdas/core/training/steps/batch-step.ts';
import { normals, resident } from '../../support/core/kernel-cases.ts';
import type { BenchmarkContext } from '../benchmark.ts';
import { type Timing, timed } from '../measure.ts';

/** What a step trains: the parameters, and the products that pairs are drawn of. */
export interface TrainedCase {
  /** Embedding dimensions. */
  readonly D: number;
  /** Rows of the token table. */
  readonly T: number;
  /** (T, D) */
  readonly table: Float32Array;
  /** (F, D) */
  readonly dense: Float32Array;
  readonly inputs: FeatureBatch;
  /** Over the defaults of training. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly learningRate: number;
}

export interface StepCase extends TrainedCase {
  /** Pairs of a step: anchor i is product i, its positive is product B + i, and its negative, if present, is product 2 B + i. */
  readonly B: number;
  readonly hasNegatives: boolean;
}

/**
 * The time of the training step of the product: BatchStep, which gathers the batch, encodes it, takes the loss and its gradient and moves the
 * parameters. It is what every run on pairs takes; here one batch is taken again and again, as the peer does.
 */
export function timedStep(step: StepCase, context: BenchmarkContext): Timing {
  const batch = {
    anchors: Int32Array.from({ length: step.B }, (_, i) => i),
    positives: Int32Array.from({ length: step.B }, (_, i) => step.B + i),
    negatives: Int32Array.from({ length: step.B }, (_, i) => (step.hasNegatives ? 2 * step.B + i : NO_NEGATIVE)),
  };
  return timedSteps(step, [batch], context);
}

/** The time of a step, of which each takes the next of some batches. */
export function timedSteps(
  step: TrainedCase,
  batches: readonly PairBatch[],
  { mode, seconds }: Pick<BenchmarkContext, 'mode' | 'seconds'>,
): Timing {
  const kernels = simdKernels(mode);
  const config = buildTrainingConfig({ identityDropout: 0, logQStrength: 0, ...step.config });
  const products = step.inputs.B;
  const taken = new BatchStep(
    modelOf(step, kernels, config.normalize),
    step.inputs,
    evenChances(products),
    config,
    kernels,
  );
  const random = new CounterRandom(1, 'bench');
  let next = 0;
  return timed(() => taken.take(batches[next++ % batches.length]!, step.learningRate, random), seconds);
}

/** Inputs of products that have dense numbers alone: (products, F). */
export function computeDenseInputs(products: number, dense: Float64Array): FeatureBatch {
  return inputsOf(products, { tokens: new Int32Array(0), weights: new Float32Array(0), each: 0 }, dense);
}

/** Inputs of products that have `each` tokens alone, all of weight 1. */
export function tokenInputs(products: number, tokens: Int32Array, each: number): FeatureBatch {
  return inputsOf(products, { tokens, weights: new Float32Array(tokens.length).fill(1), each }, new Float64Array(0));
}

/** Normal numbers of a deviation. */
export function spreadNormals(length: number, stream: string, deviation: number): Float32Array {
  return normals(length, stream).map((x) => deviation * x);
}

function inputsOf(
  B: number,
  { tokens, weights, each }: { tokens: Int32Array; weights: Float32Array; each: number },
  dense: Float64Array,
): FeatureBatch {
  const offsets = Int32Array.from({ length: B + 1 }, (_, i) => i * each);
  return { B, bags: { offsets, tokens, weights }, identityAt: new Int32Array(B).fill(-1), dense };
}

function modelOf({ D, table, dense }: TrainedCase, kernels: Kernels, normalize: boolean) {
  const parameters = { D, table: resident(kernels, table), dense: resident(kernels, dense) };
  return { input: { encoder: 'linear', inputDim: dense.length / D } as const, normalize, parameters };
}

function evenChances(products: number): Float64Array {
  return new Float64Array(products).fill(1 / products);
}
