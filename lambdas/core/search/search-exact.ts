import { dot } from '../numerics/matmul.ts';
import { BestNeighbours, type Candidate, type Neighbour } from './best-neighbours.ts';
import { countRows, dropRow, hasRow } from './bits.ts';
import type { Filter } from './filter.ts';
import { formatValueKey, type Searchable, type SearchRows } from './search-rows.ts';

/** At most so many neighbours with one value of a field; products without the field are not limited. */
export interface GroupLimit {
  readonly field: string;
  /** At least 1. */
  readonly max: number;
}

export interface SearchOptions {
  /** How many neighbours at most, at least 1. */
  readonly k: number;
  readonly excludeIds?: ReadonlySet<string> | undefined;
  /** Neighbours below this cosine are left out (inclusive lower bound). */
  readonly minScore?: number | undefined;
  /** Which products may be neighbours at all (default all); asked before anything is computed for them. */
  readonly filter?: Filter | undefined;
  readonly groups?: GroupLimit | undefined;
}

/** What a search found, and how many products it chose from. */
export interface SearchResult {
  readonly neighbours: Neighbour[];
  /** Products that meet the filter, the excluded ones left out. */
  readonly candidates: number;
}

/**
 * The k nearest products by cosine: every vector counts, ties go to the smaller id by code units. Fewer than k when there are
 * no more. Large indexes are scanned by their int8 codes first, and what may be among the nearest is then scored in full; the
 * result is the same, to the bit.
 * @param query (D) of any length but zero; it is brought to length 1.
 */
export function searchExact(index: Searchable, query: Float32Array, options: SearchOptions): Neighbour[] {
  return searchWithCount(index, query, options).neighbours;
}

/** The same, with the number of products that were chosen from. */
export function searchWithCount(index: Searchable, query: Float32Array, options: SearchOptions): SearchResult {
  const unit = unitQuery(query);
  const allowed = allowedRows(index, options);
  const candidates = allowed.reduce((sum, rows) => sum + countRows(rows), 0);
  const { k, minScore = -Infinity, groups } = options;
  const best = groups
    ? bestOfGroups(index, unit, allowed, k, minScore, groups)
    : bestOf(index.parts, unit, allowed, k, minScore);
  return { neighbours: ranked(best), candidates };
}

/** The k nearest products for each of many queries, which together take less time. */
export function searchExactForEach(
  index: Searchable,
  queries: readonly Float32Array[],
  options: Omit<SearchOptions, 'groups'>,
): Neighbour[][] {
  const units = queries.map(unitQuery);
  const { k, minScore = -Infinity } = options;
  const bests = units.map(() => new BestNeighbours(k, minScore));
  const allowed = allowedRows(index, options);
  index.parts.forEach((rows, part) => {
    const wanted = rows.rowsToScoreForEach(units, { k, minScore, allowed: allowed[part]! });
    wanted.forEach((found, i) => {
      // One of too many wanted rows is searched for by itself, with more room.
      const scored = found ?? rows.rowsToScore(units[i]!, { k, minScore, allowed: allowed[part]! });
      score(rows, part, units[i]!, allowed[part]!, scored, bests[i]!);
    });
  });
  return bests.map(({ list }) => ranked(list));
}

function allowedRows(index: Searchable, { filter = [], excludeIds }: SearchOptions): Uint8Array[] {
  return index.parts.map((rows) => {
    const allowed = rows.rowsMeeting(filter);
    for (const id of excludeIds ?? []) {
      const row = rows.rowOf(id);
      if (row !== undefined) dropRow(allowed, row);
    }
    return allowed;
  });
}

function bestOf(
  parts: readonly SearchRows[],
  unit: Float64Array,
  allowed: readonly Uint8Array[],
  k: number,
  minScore: number,
): readonly Candidate[] {
  const best = new BestNeighbours(k, minScore);
  parts.forEach((rows, part) => {
    const wanted = rows.rowsToScore(unit, { k, minScore: best.bar, allowed: allowed[part]! });
    score(rows, part, unit, allowed[part]!, wanted, best);
  });
  return best.list;
}

/** Scores the rows that are wanted, or all that are allowed. */
function score(
  rows: SearchRows,
  part: number,
  unit: Float64Array,
  allowed: Uint8Array,
  wanted: Int32Array | undefined,
  best: BestNeighbours,
): void {
  const idOf = (row: number) => rows.idAt(row);
  const scoreOf = (row: number) => dot(unit, 0, rows.vectorAt(row), 0, unit.length);
  if (wanted) for (const row of wanted) best.consider(scoreOf(row), part, row, idOf);
  else
    for (let row = 0; row < allowed.length * 8; row++)
      if (hasRow(allowed, row)) best.consider(scoreOf(row), part, row, idOf);
}

/**
 * Walks down the ranking and leaves out what would be too many of a group. A look at the next best goes as far as is missing;
 * what is taken, and groups that are full, are not among the allowed of the next look, so that each look takes one at least.
 */
function bestOfGroups(
  { parts }: Searchable,
  unit: Float64Array,
  allowed: readonly Uint8Array[],
  k: number,
  minScore: number,
  { field, max }: GroupLimit,
): Candidate[] {
  const taken: Candidate[] = [];
  const counts = new Map<string, number>();
  while (taken.length < k) {
    const looked = bestOf(parts, unit, allowed, k - taken.length, minScore);
    if (looked.length === 0) break;
    for (const one of looked) {
      dropRow(allowed[one.part]!, one.row);
      const value = parts[one.part]!.valueAt(one.row, field);
      const key = value === undefined ? undefined : formatValueKey(value);
      const count = key === undefined ? 0 : (counts.get(key) ?? 0);
      if (count >= max) continue;
      taken.push(one);
      if (value === undefined || key === undefined) continue;
      counts.set(key, count + 1);
      if (count + 1 === max) for (const [part, rows] of parts.entries()) rows.dropValue(allowed[part]!, field, value);
    }
  }
  return taken;
}

function ranked(best: readonly Candidate[]): Neighbour[] {
  return best.map(({ id, score: cosine }, i) => ({ id, score: cosine, rank: i + 1 }));
}

function unitQuery(query: Float32Array): Float64Array {
  const unit = new Float64Array(query);
  const length = Math.sqrt(dot(unit, 0, unit, 0, unit.length));
  if (length > 0) for (let d = 0; d < unit.length; d++) unit[d]! /= length;
  return unit;
}
