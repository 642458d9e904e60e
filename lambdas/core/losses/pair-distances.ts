import { addScaled, multiplyTransposed } from '../numerics/matmul.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../numerics/normalize.ts';
import type { Reals } from '../numerics/reals.ts';
import { type DistanceName, MIN_DISTANCE } from './distances.ts';

/**
 * The distances between all rows of a batch, and the gradient back to the rows. The losses of labelled rows are
 * functions of this one matrix: each computes how it changes with each distance, and `backward` turns that into the
 * gradient of the rows. Computed in float64 for rows of any precision, so that the selection of miners does not depend
 * on the rounding of the kernels.
 */
export class PairDistances {
  readonly N: number;
  readonly D: number;
  readonly name: DistanceName;
  /** (N, N), symmetric, 0 on the diagonal. */
  readonly values: Float64Array;
  /** (N, D): the rows, scaled to length 1 for the cosine distance. */
  readonly #rows: Float64Array;
  /** (N): the lengths of the rows, for the cosine distance. */
  readonly #norms: Float64Array;

  /** @param x (N, D), raw rows. */
  constructor(x: Reals, N: number, D: number, name: DistanceName) {
    this.N = N;
    this.D = D;
    this.name = name;
    this.values = new Float64Array(N * N);
    this.#rows = Float64Array.from(x);
    this.#norms = new Float64Array(N);
    if (name === 'cosine') this.#fillCosine();
    else this.#fillEuclidean(name === 'euclidean');
  }

  /**
   * dx (N, D) = the gradient of the rows, assigned. `slopes` (N, N) is how the loss changes with each distance; its two
   * halves are added up. Rows that coincide have no direction, so the subgradient of the Euclidean distance there is 0.
   */
  backward(slopes: Float64Array, dx: Reals): void {
    const { N, D } = this;
    const gradient = new Float64Array(N * D);
    for (let i = 0; i < N; i++) {
      for (let j = i + 1; j < N; j++) {
        const slope = slopes[i * N + j]! + slopes[j * N + i]!;
        if (slope !== 0) this.#addPair(gradient, i, j, slope);
      }
    }
    if (this.name === 'cosine') normalizeRowsBackward(gradient, this.#rows, this.#norms, gradient, N, D);
    dx.set(gradient);
  }

  #addPair(gradient: Float64Array, i: number, j: number, slope: number): void {
    const { N, D } = this;
    const x = this.#rows;
    if (this.name === 'cosine') {
      addScaled(gradient, i * D, x, j * D, D, -slope);
      addScaled(gradient, j * D, x, i * D, D, -slope);
      return;
    }
    const distance = this.values[i * N + j]!;
    if (this.name === 'euclidean' && distance < MIN_DISTANCE) return;
    const scale = this.name === 'euclidean' ? slope / distance : 2 * slope;
    for (let d = 0; d < D; d++) {
      const pull = scale * (x[i * D + d]! - x[j * D + d]!);
      gradient[i * D + d]! += pull;
      gradient[j * D + d]! -= pull;
    }
  }

  #fillCosine(): void {
    const { N, D, values } = this;
    normalizeRowsForward(this.#rows, this.#rows, this.#norms, N, D);
    multiplyTransposed(this.#rows, this.#rows, values, N, N, D);
    for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) values[i * N + j] = i === j ? 0 : 1 - values[i * N + j]!;
  }

  #fillEuclidean(root: boolean): void {
    const { N, D, values } = this;
    const x = this.#rows;
    for (let i = 0; i < N; i++) {
      for (let j = i + 1; j < N; j++) {
        let sum = 0;
        for (let d = 0; d < D; d++) sum += (x[i * D + d]! - x[j * D + d]!) ** 2;
        values[i * N + j] = values[j * N + i] = root ? Math.sqrt(sum) : sum;
      }
    }
  }
}
