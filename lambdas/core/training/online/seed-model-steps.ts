import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Model } from '../../model/model.ts';
import type { SeedStep } from '../../numerics/seed-steps.ts';

/** True for the original model: a matrix in float64, and nothing around it. */
export function isSeedModel({ input, normalize, parameters }: Model): boolean {
  return (
    input.encoder === 'linear' &&
    !normalize &&
    parameters.hidden === undefined &&
    parameters.dense instanceof Float64Array
  );
}

/**
 * The original model's training: passes over triplets, each of which is a step of its own with the original's own update. The weights are
 * moved in place; they and the triplets are in the kernels' memory meanwhile.
 * @param parts Anchors, positives and negatives.
 */
export function takeSeedModelSteps(
  kernels: Kernels,
  { parameters }: Model,
  parts: readonly FeatureBatch[],
  passes: number,
  step: SeedStep,
): void {
  const resident = (values: ArrayLike<number>): Float64Array => {
    const copy = kernels.doubles(values.length);
    copy.set(values);
    return copy;
  };
  const [anchors, positives, negatives] = parts.map(({ dense }) => resident(dense)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const weights = resident(parameters.dense);
  const { D } = parameters;
  const triplets = { anchors, positives, negatives };
  for (let pass = 0; pass < passes; pass++) {
    kernels.seedSteps(weights, triplets, parts[0]!.B, weights.length / D, D, step);
  }
  parameters.dense.set(weights);
  for (const array of [weights, anchors, positives, negatives]) kernels.release(array);
}
