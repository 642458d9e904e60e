import { infoNceLoss } from '../losses/info-nce.ts';
import { listwiseSlopes } from '../losses/listwise.ts';
import { semiHardLoss } from '../losses/semi-hard.ts';
import { tripletLoss, tripletLossOfDifferences } from '../losses/triplet.ts';
import { adagradRows } from '../numerics/adagrad-rows.ts';
import { adam, adamRows } from '../numerics/adam-rows.ts';
import { heapAllocator } from '../numerics/allocator.ts';
import { averageRows } from '../numerics/average-rows.ts';
import { embeddingBagBackward, embeddingBagForward } from '../numerics/embedding-bag.ts';
import { gatherDifferences, gatherRows } from '../numerics/gather.ts';
import { linearBackward, linearForward } from '../numerics/linear.ts';
import { multiply, multiplyLeftTransposed, multiplyTransposed } from '../numerics/matmul.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../numerics/normalize.ts';
import type { Precision } from '../numerics/reals.ts';
import { seedSteps } from '../numerics/seed-steps.ts';

/**
 * The kernels and their reference implementations. The signature of a kernel is that of its reference (see kernels.ts).
 * The comments say how much the SIMD kernels may differ from it.
 */
const implementations = {
  /** SIMD: off by at most (K + 2) 2^-24 times the sum of the K absolute terms, as all products of matrices. */
  multiply,
  multiplyTransposed,
  multiplyLeftTransposed,
  linearForward,
  linearBackward,

  /** SIMD: the same bits. */
  gatherRows,
  gatherDifferences,

  /** SIMD: lengths summed in float64 in another order. */
  normalizeRowsForward,
  normalizeRowsBackward,

  /** SIMD: bags that name most of the table are added in the order of the tokens. */
  embeddingBagForward,
  embeddingBagBackward,

  /** SIMD: in float32, within 1e-6 of the reference relative to the terms. */
  adam,
  adamRows,
  adagradRows,
  /** SIMD: the same bits. */
  averageRows,

  /** SIMD: exponentials in float32, their sums in float64; within about 1e-6 (1 + 1 / temperature). */
  infoNce: infoNceLoss,
  /** SIMD: the same bits. */
  listwiseSlopes,
  /** SIMD: distances are float64 sums of float32 differences; within 1e-5. The cosine distance is the reference's. */
  triplet: tripletLoss,
  tripletOfDifferences: tripletLossOfDifferences,
  /**
   * SIMD: the same distances, triplets and loss to the bit, gradients within 1e-6. The cosine distance is the
   * reference's.
   */
  semiHard: semiHardLoss,

  /** SIMD: the same bits, in float64. */
  seedSteps,
};

/** The kernels by name, as functions. */
export type KernelFunctions = Readonly<typeof implementations>;

/**
 * The kernels in plain TypeScript. They define what the others compute, and are used for float64 and without
 * WebAssembly SIMD.
 * @param precision Of the arrays that these kernels allocate. Default `float32`.
 */
export function referenceKernels(precision: Precision = 'float32') {
  return { name: 'reference' as const, ...heapAllocator(precision), ...implementations };
}
