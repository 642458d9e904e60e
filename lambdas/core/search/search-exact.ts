import { dot } from '../kernels/matmul.ts';
import type { VectorSpace } from './vector-space.ts';

/** A product that is like the query. */
export interface Neighbour {
  readonly id: string;
  /** Cosine, in [-1, 1] but for rounding. */
  readonly score: number;
  /** From 1. */
  readonly rank: number;
}

export interface SearchOptions {
  /** How many neighbours at most, at least 1. */
  readonly k: number;
  readonly excludeIds?: ReadonlySet<string>;
  /** Neighbours below this cosine are left out (inclusive lower bound). */
  readonly minScore?: number;
  /** Which products may be neighbours at all; asked before anything is computed for them. */
  readonly filter?: (id: string) => boolean;
}

/**
 * The k nearest products by cosine: every vector counts, ties go to the smaller id by code units. Fewer than k when there are
 * no more. A large space is scanned by its int8 codes first, and what may be among the nearest is then scored in full; the
 * result is the same, to the bit.
 * @param query (D) of any length but zero; it is brought to length 1.
 */
export function searchExact(space: VectorSpace, query: Float32Array, options: SearchOptions): Neighbour[] {
  const { k, excludeIds, minScore = -Infinity, filter } = options;
  const unit = unitQuery(query);
  const best: { id: string; score: number }[] = [];
  const consider = (row: number) => {
    const score = dot(unit, 0, space.vectors, row * space.D, space.D);
    const worst = best[k - 1];
    // Written so that a score of NaN, of a vector with a NaN, is like nothing.
    if (!(score >= minScore) || (worst !== undefined && score < worst.score)) return;
    const id = space.ids[row]!;
    if (!excludeIds?.has(id)) insert(best, { id, score }, k);
  };
  const rows = filter === undefined ? space.rowsToScore(unit, { k: k + (excludeIds?.size ?? 0), minScore }) : undefined;
  if (rows !== undefined) for (const row of rows) consider(row);
  else for (let row = 0; row < space.size; row++) if (filter === undefined || filter(space.ids[row]!)) consider(row);
  return best.map(({ id, score }, i) => ({ id, score, rank: i + 1 }));
}

/** Keeps `best` sorted and at most k long. Few rows get here: most are below the worst of the best. */
function insert(best: { id: string; score: number }[], one: { id: string; score: number }, k: number): void {
  let at = best.length;
  while (at > 0 && isBetter(one, best[at - 1]!)) at -= 1;
  best.splice(at, 0, one);
  if (best.length > k) best.pop();
}

function isBetter(a: { id: string; score: number }, b: { id: string; score: number }): boolean {
  return a.score > b.score || (a.score === b.score && a.id < b.id);
}

function unitQuery(query: Float32Array): Float64Array {
  const unit = Float64Array.from(query);
  const length = Math.sqrt(dot(unit, 0, unit, 0, unit.length));
  return length > 0 ? unit.map((x) => x / length) : unit;
}
