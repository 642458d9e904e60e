import type { Reals } from './reals.ts';

/** Lower bound of the divisor, so that zero rows are not divided by zero (as in PyTorch's F.normalize). */
export const MIN_NORM = 1e-12;

/** unit = z / max(|z|, 1e-12) and norms = |z| by row: z and unit (B, D), norms (B). unit may be z. */
export function normalizeRowsForward(z: Reals, unit: Reals, norms: Reals, B: number, D: number): void {
  for (let i = 0; i < B; i++) {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += z[i * D + d]! * z[i * D + d]!;
    norms[i] = Math.sqrt(sum);
    const scale = 1 / Math.max(norms[i]!, MIN_NORM);
    for (let d = 0; d < D; d++) unit[i * D + d] = z[i * D + d]! * scale;
  }
}

/**
 * dz = (dUnit - (dUnit . unit) unit) / |z| by row, the Jacobian of the normalisation: dUnit, unit and dz (B, D), norms
 * (B). A row of length zero has no direction and gets the gradient 0. dz may be dUnit.
 */
export function normalizeRowsBackward(dUnit: Reals, unit: Reals, norms: Reals, dz: Reals, B: number, D: number): void {
  for (let i = 0; i < B; i++) {
    let along = 0;
    for (let d = 0; d < D; d++) along += dUnit[i * D + d]! * unit[i * D + d]!;
    const scale = norms[i]! < MIN_NORM ? 0 : 1 / norms[i]!;
    for (let d = 0; d < D; d++) dz[i * D + d] = (dUnit[i * D + d]! - along * unit[i * D + d]!) * scale;
  }
}

/** Writes a vector, scaled to length 1, to `out` from `at` on. A zero vector stays zero. */
export function writeUnit(vector: Float32Array, out: Float32Array, at: number): void {
  let square = 0;
  for (const x of vector) square += x * x;
  const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
  for (let d = 0; d < vector.length; d++) out[at + d] = vector[d]! * scale;
}

/** Whether a vector is finite and not all zero. Without a direction it has no cosine, so it is no embedding. */
export function hasDirection(vector: Reals): boolean {
  let isAllZero = true;
  for (const x of vector) {
    if (!Number.isFinite(x)) return false;
    if (x !== 0) isAllZero = false;
  }
  return !isAllZero;
}
