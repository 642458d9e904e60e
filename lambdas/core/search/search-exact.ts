import { dot } from '../numerics/matmul.ts';
import { hasDirection } from '../numerics/normalize.ts';
import { BestNeighbours, type Candidate, isBetter, type Neighbour } from './best-neighbours.ts';
import { countRows, dropRow, hasRow } from './bits.ts';
import { countFacet, type Facet } from './facets.ts';
import { type Filter, formatGroupKey } from './filter.ts';
import { keepMeeting } from './filter-rows.ts';
import type { FieldValue } from './product-fields.ts';
import type { Searchable, SearchRows } from './search-rows.ts';

/** A limit for neighbours with the same value of a field. Products without the field are not limited. */
export interface GroupLimit {
  readonly field: string;
  /** The most neighbours with one value, at least 1. */
  readonly max: number;
  /** Ids of products that count already, as they were found by another search. Default none. */
  readonly counted?: readonly string[] | undefined;
}

/** A place in a ranking of neighbours: of the last neighbour of a page. */
type RankedPlace = Pick<Neighbour, 'id' | 'score' | 'rank'>;

export interface SearchOptions {
  /** The most neighbours to return, at least 1. */
  readonly k: number;
  /** Only neighbours after this place of the same search, with ranks from there on. Default: from the first. */
  readonly after?: RankedPlace | undefined;
  /** Products that cannot be neighbours. Default none. */
  readonly excludeIds?: ReadonlySet<string> | undefined;
  /** Lower bound of the score, inclusive. Default none. */
  readonly minScore?: number | undefined;
  /** Products that do not meet the filter cannot be neighbours, and are not scored. Default none. */
  readonly filter?: Filter | undefined;
  /** Default no limit. */
  readonly groups?: GroupLimit | undefined;
  /** Fields whose values are counted among the candidates. Default none. */
  readonly facets?: readonly string[] | undefined;
  /** Whether neighbours have their vectors. Default false. */
  readonly withVectors?: boolean | undefined;
}

/** The neighbours, and the number of products that they were chosen from. */
export interface SearchResult {
  readonly neighbours: Neighbour[];
  /** Products that meet the filter and are not excluded. */
  readonly candidates: number;
  /** By field, if they were requested. */
  readonly facets?: Readonly<Record<string, Facet>>;
}

/**
 * Finds the k nearest products by cosine, exactly. Scores are rounded to six decimals (numerics/score.ts). Of equal
 * scores, the smaller id by code units comes first. Large indexes are scanned by their int8 codes first, and the rows
 * that may be among the nearest are scored in float64; the result has the same bits.
 * @param query (D). It is scaled to length 1. One that is all zero or not finite has no neighbours.
 * @returns At most k neighbours, nearest first.
 */
export function searchExact(index: Searchable, query: Float32Array, options: SearchOptions): Neighbour[] {
  return searchWithCount(index, query, options).neighbours;
}

/** As searchExact, with the number of products that the neighbours were chosen from. */
export function searchWithCount(index: Searchable, query: Float32Array, options: SearchOptions): SearchResult {
  const unit = scaleToUnit(query);
  const find: FindBest = (allowed, k, minScore) =>
    hasDirection(query) ? findBest(index.parts, unit, allowed, k, minScore) : [];
  return searchRanked(index, options, find);
}

/** Finds the k best of the allowed rows, a set for each part of an index, with a score of at least `minScore`. */
export type FindBest = (allowed: readonly Uint8Array[], k: number, minScore: number) => readonly Candidate[];

/**
 * Applies all options of a search to any ranking of rows.
 * @param find The ranking.
 * @param allowed What `findAllowedRows` finds for the options.
 * @param candidates Their number.
 */
export function searchRanked(
  index: Searchable,
  options: SearchOptions,
  find: FindBest,
  allowed = findAllowedRows(index, options),
  candidates = countAllRows(allowed),
): SearchResult {
  const { k, minScore = -Infinity, groups, after, withVectors = false, facets } = options;
  const counted = facets?.map((field) => [field, countFacet(index.parts, allowed, field)] as const);
  const best = findAfter(after, k, (wanted) =>
    groups
      ? findBestOfGroups(index, allowed, wanted, groups, (rows, missing) => find(rows, missing, minScore))
      : find(allowed, wanted, minScore),
  );
  const vectorOf = ({ part, row }: Candidate) => index.parts[part]!.vectorAt(row).slice();
  const neighbours = rankCandidates(best, after?.rank).map((one, i) =>
    withVectors ? { ...one, vector: vectorOf(best[i]!) } : one,
  );
  return { neighbours, candidates, ...(counted && { facets: Object.fromEntries(counted) }) };
}

/**
 * The best k candidates after a place. Normally so many are before it as its rank says. Nearer ones may have been added
 * since; then more are searched.
 */
function findAfter(
  after: RankedPlace | undefined,
  k: number,
  find: (wanted: number) => readonly Candidate[],
): readonly Candidate[] {
  if (after === undefined) return find(k);
  for (let wanted = after.rank + k; ; ) {
    const found = find(wanted);
    const left = found.filter((one) => isBetter(after, one));
    if (left.length >= k || found.length < wanted) return left.slice(0, k);
    // If some are left, all that are nearer are found, and their number is known.
    wanted = left.length > 0 ? found.length - left.length + k : 2 * wanted;
  }
}

/** The rows of each part that meet the filter and are not excluded. */
export function findAllowedRows(
  index: Searchable,
  { filter, excludeIds }: Pick<SearchOptions, 'filter' | 'excludeIds'>,
): Uint8Array[] {
  return index.parts.map((rows) => {
    const allowed = rows.rowsInUse();
    if (filter) keepMeeting(rows, allowed, filter);
    dropIds(rows, allowed, excludeIds);
    return allowed;
  });
}

/** The number of rows in the sets of all parts. */
export function countAllRows(sets: readonly Uint8Array[]): number {
  return sets.reduce((sum, rows) => sum + countRows(rows), 0);
}

/** Removes the rows of products from a set of a part. @returns their number */
export function dropIds(rows: SearchRows, set: Uint8Array, ids: ReadonlySet<string> = new Set()): number {
  let dropped = 0;
  for (const id of ids) {
    const row = rows.rowOf(id);
    if (row === undefined || !hasRow(set, row)) continue;
    dropRow(set, row);
    dropped += 1;
  }
  return dropped;
}

/** The k rows nearest to a unit vector. */
export function findBest(
  parts: readonly SearchRows[],
  unit: Float64Array,
  allowed: readonly Uint8Array[],
  k: number,
  minScore: number,
): readonly Candidate[] {
  const best = new BestNeighbours(k, minScore);
  parts.forEach((rows, part) => {
    const wanted = rows.rowsToScore(unit, { k, minScore: best.bar, allowed: allowed[part]! });
    scoreRows(rows, part, unit, allowed[part]!, wanted, best);
  });
  return best.list;
}

/** Scores the wanted rows, or all allowed rows if `wanted` is undefined. */
export function scoreRows(
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
 * The best candidates within the group limit. Each pass finds as many candidates as are still missing. Before the next
 * pass, all found rows and all rows of full groups are removed from the allowed rows, so every pass makes progress.
 */
function findBestOfGroups(
  { parts }: Searchable,
  every: readonly Uint8Array[],
  k: number,
  { field, max, counted = [] }: GroupLimit,
  find: (allowed: readonly Uint8Array[], k: number) => readonly Candidate[],
): Candidate[] {
  const allowed = every.map((rows) => rows.slice());
  const counts = new Map<string, number>();
  /** Counts a value, and removes the rows of its group if it is full. @returns whether the group had room */
  const take = (value: FieldValue | undefined): boolean => {
    const key = formatGroupKey(value);
    if (value === undefined || key === undefined) return true;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count === max) {
      for (const [part, rows] of parts.entries()) rows.keepWhere(allowed[part]!, { op: 'same', field, value }, true);
    }
    return count <= max;
  };
  for (const id of counted) for (const value of valuesOf(parts, id, field)) take(value);
  const taken: Candidate[] = [];
  while (taken.length < k) {
    const found = find(allowed, k - taken.length);
    if (found.length === 0) break;
    for (const one of found) {
      dropRow(allowed[one.part]!, one.row);
      if (take(parts[one.part]!.valueAt(one.row, field))) taken.push(one);
    }
  }
  return taken;
}

/** The value of a field of a product, if the index has the product. */
function valuesOf(parts: readonly SearchRows[], id: string, field: string): (FieldValue | undefined)[] {
  return parts.flatMap((rows) => {
    const row = rows.rowOf(id);
    return row === undefined ? [] : [rows.valueAt(row, field)];
  });
}

/** @param before The number of neighbours before them (default 0). */
function rankCandidates(best: readonly Candidate[], before = 0): Neighbour[] {
  return best.map(({ id, score }, i) => ({ id, score, rank: before + i + 1 }));
}

/** A vector in float64 with length 1. One that is all zero becomes NaN, which gives no scores. */
export function scaleToUnit(query: Float32Array): Float64Array {
  const unit = new Float64Array(query);
  const length = Math.sqrt(dot(unit, 0, unit, 0, unit.length));
  for (let d = 0; d < unit.length; d++) unit[d]! /= length;
  return unit;
}
