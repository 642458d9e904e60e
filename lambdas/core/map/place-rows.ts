import type { NearestRows } from '../likeness/nearest-rows.ts';
import { idFraction } from './id-fraction.ts';

/** Sampled neighbours that decide where a product is placed. */
export const PLACING_NEIGHBOURS = 5;

/** A point is moved by at most this share of the usual distance between neighbours, so that equal products stay visible. */
const JITTER_SHARE = 0.5;

/** Places products on a map of which a sample is laid out: at the weighted mean of the nearest sampled products. */
export class RowPlacer {
  readonly #nearest: NearestRows;
  readonly #points: Float32Array;
  readonly #jitter: number;

  /** @param nearest Finds among the sample. @param points (S, 2) of the sample. @param spacing The usual distance of neighbours. */
  constructor(nearest: NearestRows, points: Float32Array, spacing: number) {
    this.#nearest = nearest;
    this.#points = points;
    this.#jitter = spacing * JITTER_SHARE;
  }

  /** @param vectors (B, D), of length 1. @param ids (B): they decide the jitter. @returns (B, 2) */
  place(vectors: Float32Array, ids: readonly string[]): Float32Array {
    const { rows, scores } = this.#nearest.find(vectors);
    const { K } = this.#nearest;
    const placed = new Float32Array(ids.length * 2);
    for (const [i, id] of ids.entries()) {
      const list = { rows: rows.subarray(i * K, (i + 1) * K), scores: scores.subarray(i * K, (i + 1) * K) };
      const [x, y] = this.#meanOf(list.rows, list.scores);
      const [dx, dy] = jitterOf(id);
      placed[2 * i] = x + dx * this.#jitter;
      placed[2 * i + 1] = y + dy * this.#jitter;
    }
    return placed;
  }

  /** The mean of the neighbours' points. Weights fall with the distance, counted from the nearest one, as in UMAP. */
  #meanOf(rows: Int32Array, scores: Float32Array): readonly [number, number] {
    const best = scores[0]!;
    let gaps = 0;
    for (const score of scores) gaps += best - score;
    const scale = gaps / scores.length || 1;
    let [x, y, sum] = [0, 0, 0];
    for (const [k, row] of rows.entries()) {
      const weight = Math.exp((scores[k]! - best) / scale);
      x += weight * this.#points[2 * row]!;
      y += weight * this.#points[2 * row + 1]!;
      sum += weight;
    }
    return [x / sum, y / sum];
  }
}

/** The median distance of points (S, 2) to the point of their nearest neighbour. @param second (S) that neighbour. */
export function medianSpacing(points: Float32Array, second: Int32Array): number {
  const distances = Float64Array.from(second, (row, i) =>
    Math.hypot(points[2 * i]! - points[2 * row]!, points[2 * i + 1]! - points[2 * row + 1]!),
  ).sort();
  return distances[distances.length >> 1] ?? 0;
}

/** A point within the unit circle, decided by an id. */
function jitterOf(id: string): readonly [number, number] {
  const angle = 2 * Math.PI * idFraction(id, 'angle');
  const radius = Math.sqrt(idFraction(id, 'radius'));
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
