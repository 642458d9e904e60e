import { dot, multiplyLeftTransposed, multiplyTransposed } from '../numerics/matmul.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { Reals } from '../numerics/reals.ts';
import { symmetricEigenvalues } from './eigenvalues.ts';

/*
 * Measures of N embeddings of D dimensions, with rows of any length. They cost O(N D (N + D)), and use only + - * / and sqrt, so
 * that they are the same on every machine.
 */

/** Added to each share of the spectrum (Garrido et al. 2023, equation 2), to avoid log 0. */
const RANK_ME_EPSILON = 1e-7;
/** Uniformity's t (Wang and Isola 2020, section 4.1). */
const UNIFORMITY_SCALE = 2;
/** A dimension is dead if its deviation is below this share of the mean deviation. */
const DEAD_SHARE = 0.01;

/**
 * RankMe (Garrido et al. 2023): exp of the entropy of the singular values' shares, which is the number of directions in
 * use: 1 for collapsed embeddings, min(N, D) for isotropic ones. Computed from the smaller Gram matrix, (D, D) or (N,
 * N).
 * @param z (N, D). Without rows, or if all values are 0, the result is 0.
 */
export function rankMe(z: Reals, N: number, D: number): number {
  const eigenvalues = symmetricEigenvalues(N < D ? gramOfRows(z, N, D) : gramOfColumns(z, N, D), Math.min(N, D));
  const singular = eigenvalues.map((value) => (value > 0 ? Math.sqrt(value) : value - value));
  const sum = singular.reduce((total, value) => total + value, 0);
  if (sum === 0) return 0;
  return portableExp(
    singular.reduce((entropy, value) => {
      const share = value / sum + RANK_ME_EPSILON;
      return entropy - share * portableLog(share);
    }, 0),
  );
}

/** Subtracts the mean row from every row. */
export function centerRows(z: Reals, N: number, D: number): Float64Array {
  const mean = meanRow(z, N, D);
  return Float64Array.from(z, (value, i) => value - mean[i % D]!);
}

/**
 * Uniformity (Wang and Isola 2020, equation 2): log of the mean of exp(-2 |x - y|^2) over all pairs of unit rows. It is
 * 0 for collapsed embeddings, and about -4 for spread ones. @param unit (N, D). Fewer than two rows give 0.
 */
export function uniformity(unit: Reals, N: number, D: number): number {
  if (N < 2) return 0;
  const products = new Float64Array(N * N);
  multiplyTransposed(unit, unit, products, N, N, D);
  let sum = 0;
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < i; j++) {
      const distance = products[i * N + i]! + products[j * N + j]! - 2 * products[i * N + j]!;
      sum += portableExp(-UNIFORMITY_SCALE * distance);
    }
  }
  return portableLog((2 * sum) / (N * (N - 1)));
}

/**
 * Alignment (Wang and Isola 2020, equation 1, alpha 2): mean of |x - y|^2 over pairs of rows. @param x, y (B, D); 0 for
 * B = 0.
 */
export function alignment(x: Reals, y: Reals, B: number, D: number): number {
  let sum = 0;
  for (let i = 0; i < B * D; i++) sum += (x[i]! - y[i]!) ** 2;
  return B === 0 ? 0 : sum / B;
}

/**
 * Counts the dimensions in which all rows are about equal: those with a deviation under a hundredth of the mean
 * deviation.
 */
export function countDeadDimensions(z: Reals, N: number, D: number): number {
  const mean = meanRow(z, N, D);
  const deviations = new Float64Array(D);
  for (let i = 0; i < N * D; i++) deviations[i % D]! += (z[i]! - mean[i % D]!) ** 2;
  const roots = deviations.map((sum) => Math.sqrt(sum / N));
  const typical = roots.reduce((sum, one) => sum + one, 0) / D;
  return roots.filter((one) => one <= DEAD_SHARE * typical).length;
}

/** The median length of the rows; 0 without rows. */
export function medianNorm(z: Reals, N: number, D: number): number {
  const norms = Float64Array.from({ length: N }, (_, i) => Math.sqrt(dot(z, i * D, z, i * D, D))).sort();
  return norms[N >> 1] ?? 0;
}

function meanRow(z: Reals, N: number, D: number): Float64Array {
  const mean = new Float64Array(D);
  for (let i = 0; i < N; i++) for (let d = 0; d < D; d++) mean[d]! += z[i * D + d]! / N;
  return mean;
}

function gramOfRows(z: Reals, N: number, D: number): Float64Array {
  const gram = new Float64Array(N * N);
  multiplyTransposed(z, z, gram, N, N, D);
  return gram;
}

function gramOfColumns(z: Reals, N: number, D: number): Float64Array {
  const gram = new Float64Array(D * D);
  multiplyLeftTransposed(z, z, gram, N, D, D);
  return gram;
}
