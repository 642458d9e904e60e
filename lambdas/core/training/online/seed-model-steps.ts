import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Model } from '../../model/model.ts';
import type { SeedStep } from '../../numerics/seed-steps.ts';

/**
 * Whether a model has the shape of the original model: a single float64 matrix, without hidden layer or normalization.
 */
export function isSeedModel({ input, normalize, parameters }: Model): boolean {
  return (
    input.encoder === 'linear' &&
    !normalize &&
    parameters.hidden === undefined &&
    parameters.dense instanceof Float64Array
  );
}

/**
 * Takes the original model's training steps: passes over triplets, with one update per triplet. The weights are updated
 * in place. Meanwhile copies of the weights and triplets are in the kernels' memory.
 * @param parts Anchors, positives and negatives.
 */
export function takeSeedModelSteps(
  kernels: Kernels,
  { parameters }: Model,
  parts: readonly FeatureBatch[],
  passes: number,
  step: SeedStep,
): void {
  const copyToKernels = (values: ArrayLike<number>): Float64Array => {
    const copy = kernels.doubles(values.length);
    copy.set(values);
    return copy;
  };
  const [anchors, positives, negatives] = parts.map(({ dense }) => copyToKernels(dense)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const weights = copyToKernels(parameters.dense);
  const { D } = parameters;
  const triplets = { anchors, positives, negatives };
  for (let pass = 0; pass < passes; pass++) {
    kernels.seedSteps(weights, triplets, parts[0]!.B, weights.length / D, D, step);
  }
  parameters.dense.set(weights);
  for (const array of [weights, anchors, positives, negatives]) kernels.release(array);
}
