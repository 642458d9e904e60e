import { dot } from '../numerics/matmul.ts';
import type { NamedFeature } from './named-feature.ts';

/** The sum of the parts of features, which is empty for no features. */
export function addUpFeatures(features: readonly NamedFeature[]): Float64Array {
  const sum = new Float64Array(features[0]?.part.length ?? 0);
  for (const { part } of features) for (let d = 0; d < sum.length; d++) sum[d]! += part[d]!;
  return sum;
}

/** The inner product of two vectors. */
export function inner(a: Float64Array, b: Float64Array): number {
  return dot(a, 0, b, 0, a.length);
}

/** The length of a vector. */
export function lengthOf(vector: Float64Array): number {
  return Math.sqrt(inner(vector, vector));
}
