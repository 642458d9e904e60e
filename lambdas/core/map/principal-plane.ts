import type { Kernels } from '../kernels/kernels.ts';
import { dot } from '../numerics/matmul.ts';

/** Rounds of the iteration: the plane is drawn, so it need not be exact to the last digit. */
const ROUNDS = 200;

/** The plane of the two directions in which vectors differ most. */
export interface PrincipalPlane {
  /** (D) */
  readonly mean: Float64Array;
  /** (2, D), of length 1, or all zero where the vectors do not differ. */
  readonly axes: Float64Array;
}

/**
 * The first two principal components (Pearson 1901), by orthogonal iteration on the covariances (Golub and Van Loan,
 * section 7.3.2). The largest number of each axis is positive, so that the same vectors always give the same plane.
 * @param vectors (N, D), at least one.
 */
export function findPrincipalPlane(kernels: Kernels, vectors: Float32Array, D: number): PrincipalPlane {
  const mean = meanOf(vectors, D);
  const covariances = computeCovariances(kernels, vectors, mean, D);
  const axes = Float64Array.from({ length: 2 * D }, (_, i) => Math.cos(i + 1));
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(2 * D);
    for (let d = 0; d < D; d++) {
      next[d] = dot(covariances, d * D, axes, 0, D);
      next[D + d] = dot(covariances, d * D, axes, D, D);
    }
    makeOrthonormal(next, D);
    axes.set(next);
  }
  for (const axis of [axes.subarray(0, D), axes.subarray(D)]) turnForward(axis);
  return { mean, axes };
}

/** The points (B, 2) of vectors (B, D) on a plane. */
export function projectOnPlane({ mean, axes }: PrincipalPlane, vectors: Float32Array): Float32Array {
  const D = mean.length;
  const shift = [dot(mean, 0, axes, 0, D), dot(mean, 0, axes, D, D)] as const;
  const points = new Float32Array((vectors.length / D) * 2);
  for (let i = 0; i < points.length; i++) {
    const axis = i % 2;
    points[i] = dot(vectors, ((i - axis) / 2) * D, axes, axis * D, D) - shift[axis]!;
  }
  return points;
}

function meanOf(vectors: Float32Array, D: number): Float64Array {
  const N = vectors.length / D;
  const mean = new Float64Array(D);
  for (let i = 0; i < vectors.length; i++) mean[i % D]! += vectors[i]! / N;
  return mean;
}

/** (D, D), times the number of vectors. */
function computeCovariances(kernels: Kernels, vectors: Float32Array, mean: Float64Array, D: number): Float32Array {
  const centred = vectors.map((value, i) => value - mean[i % D]!);
  const covariances = new Float32Array(D * D);
  kernels.multiplyLeftTransposed(centred, centred, covariances, vectors.length / D, D, D);
  return covariances;
}

/** Gram and Schmidt. A row without a direction of its own becomes zero. */
function makeOrthonormal(axes: Float64Array, D: number): void {
  const [first, second] = [axes.subarray(0, D), axes.subarray(D)];
  const before = Math.hypot(...second);
  scaleToUnit(first, 0);
  const along = dot(first, 0, second, 0, D);
  for (let d = 0; d < D; d++) second[d]! -= along * first[d]!;
  // What is left of a row that points along the first one is rounding.
  scaleToUnit(second, before * 1e-9);
}

function scaleToUnit(axis: Float64Array, least: number): void {
  const length = Math.hypot(...axis);
  const scale = length > least ? 1 / length : 0;
  for (let d = 0; d < axis.length; d++) axis[d]! *= scale;
}

function turnForward(axis: Float64Array): void {
  const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  if (largest < 0) for (let d = 0; d < axis.length; d++) axis[d] = -axis[d]!;
}
