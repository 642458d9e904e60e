import type { Kernels } from '../kernels/kernels.ts';
import { NearestRows } from '../likeness/nearest-rows.ts';
import { dot } from '../numerics/matmul.ts';
import { writeUnit } from '../numerics/normalize.ts';
import { CounterRandom } from '../numerics/random.ts';

const MIN_CLUSTERS = 8;
const MAX_CLUSTERS = 40;
/** A cluster of fewer products on average says nothing about the catalog. */
const MIN_PRODUCTS_A_CLUSTER = 4;
const ROUNDS = 30;

/** The number of clusters of N products: half of the square root of N, between 8 and 40, with 4 products each. */
export function countClusters(N: number): number {
  const wanted = Math.min(MAX_CLUSTERS, Math.max(MIN_CLUSTERS, Math.round(Math.sqrt(N) / 2)));
  return Math.max(1, Math.min(wanted, Math.floor(N / MIN_PRODUCTS_A_CLUSTER)));
}

/**
 * The directions (C, D) of clusters of unit vectors: spherical k-means (Dhillon and Modha 2001) from a start by
 * k-means++ (Arthur and Vassilvitskii 2007). The same vectors give the same clusters. Fewer than asked for come back if
 * there are fewer different vectors.
 * @param vectors (N, D), of length 1, at least one.
 */
export function findClusters(kernels: Kernels, vectors: Float32Array, D: number, count: number): Float32Array {
  let centres = chooseStart(vectors, D, count);
  let before: Int32Array | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    const { rows } = new NearestRows(kernels, centres, D, 1).find(vectors);
    if (before?.every((cluster, i) => cluster === rows[i])) break;
    before = rows;
    centres = meanDirections(vectors, D, rows, centres);
  }
  return centres;
}

/** Draws each next centre with a probability that grows with its squared distance from those before. */
function chooseStart(vectors: Float32Array, D: number, count: number): Float32Array {
  const random = new CounterRandom(0, 'map clusters');
  const N = vectors.length / D;
  const distances = new Float64Array(N).fill(Infinity);
  const chosen = [random.integer(N)];
  for (;;) {
    const last = chosen.at(-1)!;
    let sum = 0;
    for (let i = 0; i < N; i++) {
      const distance = 1 - dot(vectors, i * D, vectors, last * D, D);
      // Equal vectors differ by rounding.
      distances[i] = Math.min(distances[i]!, distance < 1e-6 ? 0 : distance);
      sum += distances[i]!;
    }
    if (chosen.length === count || sum === 0) break;
    chosen.push(drawRow(distances, random.uniform() * sum));
  }
  const centres = new Float32Array(chosen.length * D);
  for (const [c, row] of chosen.entries()) centres.set(vectors.subarray(row * D, (row + 1) * D), c * D);
  return centres;
}

/** The row in whose share of the sum a number lies. */
function drawRow(shares: Float64Array, at: number): number {
  let [sum, row] = [0, 0];
  for (let i = 0; i < shares.length; i++) {
    if (shares[i] === 0) continue;
    row = i;
    sum += shares[i]!;
    if (sum > at) break;
  }
  return row;
}

/** The direction of the mean of each cluster; one without vectors, or without a direction, stays where it was. */
function meanDirections(vectors: Float32Array, D: number, clusters: Int32Array, before: Float32Array): Float32Array {
  const sums = new Float32Array(before.length);
  for (const [i, cluster] of clusters.entries()) {
    for (let d = 0; d < D; d++) sums[cluster * D + d]! += vectors[i * D + d]!;
  }
  const centres = before.slice();
  for (let at = 0; at < sums.length; at += D) {
    const sum = sums.subarray(at, at + D);
    if (sum.some((value) => value !== 0)) writeUnit(sum, centres, at);
  }
  return centres;
}
