import type { Reals } from '../numerics/reals.ts';

/** A distance between row i of x and row j of y, with its gradient beside it; rows are D numbers long. */
export interface Distance {
  value(x: Reals, i: number, y: Reals, j: number, D: number): number;
  /**
   * dx[i] += scale * d value / d x[i]; the gradient of y is the same call with x and y exchanged (all are symmetric).
   */
  addGradient(dx: Reals, x: Reals, i: number, y: Reals, j: number, D: number, scale: number): void;
}

/**
 * Distances below this have no direction. The subgradient there is 0, because the derivative of sqrt at 0 is not
 * finite.
 */
export const MIN_DISTANCE = 1e-12;

const squaredEuclidean: Distance = {
  value(x, i, y, j, D) {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += (x[i * D + d]! - y[j * D + d]!) ** 2;
    return sum;
  },
  addGradient(dx, x, i, y, j, D, scale) {
    for (let d = 0; d < D; d++) dx[i * D + d]! += 2 * scale * (x[i * D + d]! - y[j * D + d]!);
  },
};

const euclidean: Distance = {
  value(x, i, y, j, D) {
    return Math.sqrt(squaredEuclidean.value(x, i, y, j, D));
  },
  addGradient(dx, x, i, y, j, D, scale) {
    const distance = euclidean.value(x, i, y, j, D);
    if (distance < MIN_DISTANCE) return;
    for (let d = 0; d < D; d++) dx[i * D + d]! += (scale * (x[i * D + d]! - y[j * D + d]!)) / distance;
  },
};

/** The squared lengths and the inner product of two rows. */
function products(x: Reals, i: number, y: Reals, j: number, D: number): { xx: number; yy: number; xy: number } {
  let [xx, yy, xy] = [0, 0, 0];
  for (let d = 0; d < D; d++) {
    const [a, b] = [x[i * D + d]!, y[j * D + d]!];
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return { xx, yy, xy };
}

const cosine: Distance = {
  value(x, i, y, j, D) {
    const { xx, yy, xy } = products(x, i, y, j, D);
    return 1 - xy / Math.max(Math.sqrt(xx) * Math.sqrt(yy), MIN_DISTANCE);
  },
  addGradient(dx, x, i, y, j, D, scale) {
    const { xx, yy, xy } = products(x, i, y, j, D);
    const lengths = Math.sqrt(xx) * Math.sqrt(yy);
    if (lengths < MIN_DISTANCE) return;
    const similarity = xy / lengths;
    for (let d = 0; d < D; d++) {
      dx[i * D + d]! -= scale * (y[j * D + d]! / lengths - (similarity * x[i * D + d]!) / xx);
    }
  },
};

const entries = { 'squared-euclidean': squaredEuclidean, euclidean, cosine };

/**
 * How far two rows are apart. `cosine` is 1 - cos of raw rows. On unit rows the squared Euclidean distance is twice
 * that.
 */
export type DistanceName = keyof typeof entries;

export const distances: Readonly<Record<DistanceName, Distance>> = entries;

export const distanceNames = Object.keys(distances) as DistanceName[];
