import type { Kernels } from '../../../lambdas/core/kernels/kernels.ts';
import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** The SIMD builds, with one instance each per test file. */
export const simdBuilds = (['strict', 'relaxed'] as const).map((mode) => [mode, simdKernels(mode)] as const);

/** Normal random numbers as float32. */
export function normals(length: number, stream: string, seed = 1): Float32Array {
  const random = new CounterRandom(seed, stream);
  return Float32Array.from({ length }, () => random.normal());
}

/** Random whole numbers in [0, end). */
export function wholes(length: number, end: number, stream: string, seed = 1): Int32Array {
  const random = new CounterRandom(seed, stream);
  return Int32Array.from({ length }, () => random.integer(end));
}

/** A copy in the kernels' own memory. */
export function resident(kernels: Kernels, values: ArrayLike<number>): Float32Array {
  const copy = kernels.reals(values.length);
  copy.set(values);
  return copy as Float32Array;
}

/** The bits of float32 numbers, which distinguish 0 from -0 and are equal for NaN. */
export function bitsOf(values: Float32Array): number[] {
  return [...new Uint32Array(Float32Array.from(values).buffer)];
}
