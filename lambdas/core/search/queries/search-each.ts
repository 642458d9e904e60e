import { MAX_SCAN_K } from '../../kernels/simd/scan-searches.ts';
import { hasDirection } from '../../numerics/normalize.ts';
import { BestNeighbours, type Candidate } from '../best-neighbours.ts';
import { hasRow } from '../bits.ts';
import {
  countAllRows,
  dropIds,
  type FindBest,
  findAllowedRows,
  findBest,
  type SearchOptions,
  type SearchResult,
  scaleToUnit,
  scoreRows,
  searchRanked,
} from '../search-exact.ts';
import type { Searchable } from '../search-rows.ts';

/** One of several searches. */
export interface Search {
  /** (D). */
  readonly query: Float32Array;
  readonly options: SearchOptions;
}

/** A search, its rows, and how many it looks for at first. */
interface OpenSearch extends Search {
  readonly unit: Float64Array;
  /** Rows of each part that meet the filter and are not excluded. */
  readonly allowed: readonly Uint8Array[];
  readonly wanted: number;
  /** Excluded rows, which a scan of the rows that meet the filter may find in the place of others. */
  readonly excluded: number;
}

/**
 * As searchWithCount for each of several searches, with the same results, in less time than one call per search: a filter
 * that several of them have is applied once, and their queries scan its rows together.
 */
export function searchEach(index: Searchable, searches: readonly Search[]): SearchResult[] {
  const results = new Map<Search, SearchResult>();
  for (const group of groupByFilter(searches)) {
    const meeting = findAllowedRows(index, { filter: group[0]!.options.filter });
    const candidates = countAllRows(meeting);
    const open = group.map((search) => openSearch(index, search, meeting));
    const firsts = findTogether(index, meeting, open);
    for (const [i, search] of open.entries()) {
      const find = startingWith(firsts[i], search, index);
      results.set(
        group[i]!,
        searchRanked(index, search.options, find, [...search.allowed], candidates - search.excluded),
      );
    }
  }
  return searches.map((search) => results.get(search)!);
}

function groupByFilter(searches: readonly Search[]): Search[][] {
  const groups = new Map<string, Search[]>();
  for (const search of searches) {
    const key = JSON.stringify(search.options.filter ?? null);
    groups.set(key, [...(groups.get(key) ?? []), search]);
  }
  return [...groups.values()];
}

function openSearch(index: Searchable, search: Search, meeting: readonly Uint8Array[]): OpenSearch {
  const { k, after, excludeIds } = search.options;
  let excluded = 0;
  const allowed = meeting.map((set, part) => {
    const left = set.slice();
    excluded += dropIds(index.parts[part]!, left, excludeIds);
    return left;
  });
  return { ...search, unit: scaleToUnit(search.query), allowed, excluded, wanted: k + (after?.rank ?? 0) };
}

/** The first candidates of each search, from one scan of each part; undefined for a search that must scan alone. */
function findTogether(
  { parts }: Searchable,
  meeting: readonly Uint8Array[],
  searches: readonly OpenSearch[],
): (readonly Candidate[] | undefined)[] {
  const together = searches.filter(
    ({ query, wanted, excluded }) => hasDirection(query) && wanted + excluded <= MAX_SCAN_K,
  );
  if (together.length < 2) return searches.map(() => undefined);
  const bests = new Map(
    together.map((search) => [search, new BestNeighbours(search.wanted, search.options.minScore ?? -Infinity)]),
  );
  for (const [part, rows] of parts.entries()) {
    const queries = together.map(({ unit, wanted, excluded, options: { minScore = -Infinity } }) => ({
      unit,
      k: wanted + excluded,
      minScore,
    }));
    const found = rows.rowsToScoreForEach(queries, meeting[part]!);
    for (const [i, search] of together.entries()) {
      const set = search.allowed[part]!;
      // A query with too many rows for the batch is scanned alone, where the limit is higher.
      const listed = found[i] ?? rows.rowsToScore(search.unit, { ...queries[i]!, allowed: meeting[part]! });
      const left = listed?.filter((row) => hasRow(set, row));
      scoreRows(rows, part, search.unit, set, left, bests.get(search)!);
    }
  }
  return searches.map((search) => bests.get(search)?.list);
}

/** The ranking of a search whose first candidates are known. */
function startingWith(
  first: readonly Candidate[] | undefined,
  { query, unit, wanted }: OpenSearch,
  { parts }: Searchable,
) {
  let known = first;
  const find: FindBest = (allowed, k, minScore) => {
    const found = k === wanted ? known : undefined;
    known = undefined;
    if (found) return found;
    return hasDirection(query) ? findBest(parts, unit, allowed, k, minScore) : [];
  };
  return find;
}
