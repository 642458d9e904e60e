import { listCategoryPaths } from '../catalog/category-paths.ts';
import type { Product } from '../catalog/product.ts';
import type { Occurrences } from '../catalog/training-row.ts';
import type { JudgingPlan, PlannedRow } from './judging-plan.ts';
import { CoOccurrenceCounts } from './scorers/co-occurrence-counts.ts';
import { countPopularity } from './scorers/popularity-scorer.ts';

/** Rows of a judging plan by the name of their slice. A row may be in several slices. */
export type Slices = ReadonlyMap<string, Int32Array>;

/** With fewer rows a decile is too small to judge on, so thirds are used. */
const MIN_ROWS_FOR_DECILES = 200;
const MAX_CATEGORIES = 10;

/** The slice of all judging rows. When some rows name their slice, it holds the rows that name none. */
export const ALL = 'all';
/** The slice of all rows when `all` holds only some of them. */
export const EVERY_ROW = 'every row';

/** Groups rows by the slice that they name, in the order in which the names first occur. */
export function groupByOwnSlice(plan: JudgingPlan): Slices {
  return groupByName(plan.rows.map((row) => row.slice));
}

/**
 * Derives slices from the catalog and the training data:
 * - `all`, and `every row` when the rows use the name `all` for only some of them;
 * - `seen` (query and a relevant product occur in training), `unseen query`, `unseen target` (no relevant product
 *   occurs);
 * - `new pairs`: seen, but no relevant product occurs together with the query;
 * - `popularity decile 1` (least popular relevant products) to `10`, or `popularity third 1` to `3` under 200 rows.
 *   Rows of equal popularity share a part, so parts may differ in size or be missing;
 * - `category: NAME`: the ten most frequent categories of the queries, at the widest level at which they differ.
 * @param training Occurrences by rows of the catalog; they define seen and popular.
 */
export function deriveSlices(plan: JudgingPlan, catalog: readonly Product[], training: Occurrences): Slices {
  const popularity = countPopularity(catalog.length, training);
  return new Map([
    ...groupByName(plan.rows.map(() => ALL)),
    ...groupEveryRow(plan.rows),
    ...groupBySeen(plan.rows, popularity),
    ...groupNewPairs(plan.rows, new CoOccurrenceCounts(catalog.length, training)),
    ...groupByPopularity(plan.rows, popularity),
    ...groupByCategory(plan.rows, catalog),
  ]);
}

/** Groups rows by name and drops rows without one. */
function groupByName(names: readonly (string | undefined)[]): Map<string, Int32Array> {
  const rows = new Map<string, number[]>();
  names.forEach((name, row) => {
    if (name === undefined) return;
    const known = rows.get(name);
    if (known) known.push(row);
    else rows.set(name, [row]);
  });
  return new Map([...rows].map(([name, of]) => [name, Int32Array.from(of)]));
}

function groupEveryRow(rows: readonly PlannedRow[]): Map<string, Int32Array> {
  const inAll = rows.filter(({ slice }) => slice === ALL).length;
  return groupByName(rows.map(() => (inAll > 0 && inAll < rows.length ? EVERY_ROW : undefined)));
}

function groupBySeen(rows: readonly PlannedRow[], popularity: Float64Array): Slices {
  const queryIsSeen = rows.map(({ query }) => popularity[query]! > 0);
  const targetIsSeen = rows.map(({ relevant }) => [...relevant].some((one) => popularity[one]! > 0));
  return new Map([
    ...groupByName(rows.map((_, r) => (queryIsSeen[r] && targetIsSeen[r] ? 'seen' : undefined))),
    ...groupByName(rows.map((_, r) => (queryIsSeen[r] ? undefined : 'unseen query'))),
    ...groupByName(rows.map((_, r) => (targetIsSeen[r] ? undefined : 'unseen target'))),
  ]);
}

/** Rows that only generalization can solve: query and relevant products occur in training, but never together. */
function groupNewPairs(rows: readonly PlannedRow[], coOccurrences: CoOccurrenceCounts): Slices {
  const { rowCounts } = coOccurrences;
  const counts = new Float64Array(rowCounts.length);
  return groupByName(
    rows.map(({ query, relevant }, r) => {
      if (rows[r - 1]?.query !== query) coOccurrences.writeCounts(query, counts);
      const isSeen = rowCounts[query]! > 0 && [...relevant].some((one) => rowCounts[one]! > 0);
      return isSeen && ![...relevant].some((one) => counts[one]! > 0) ? 'new pairs' : undefined;
    }),
  );
}

/** Groups by the mean popularity of the relevant products. Equal values share the part of their middle rank. */
function groupByPopularity(rows: readonly PlannedRow[], popularity: Float64Array): Slices {
  const means = Float64Array.from(rows, ({ relevant }) => {
    let sum = 0;
    for (const one of relevant) sum += popularity[one]!;
    return sum / relevant.size;
  });
  const [part, parts] = rows.length < MIN_ROWS_FOR_DECILES ? ['third', 3] : ['decile', 10];
  const middles = computeMiddleRanks(means);
  const partOf = Array.from(means, (mean) => Math.floor((middles.get(mean)! * parts) / rows.length) + 1);
  const slices = groupByName(partOf.map((one) => `popularity ${part} ${one}`));
  const names = Array.from({ length: parts }, (_, i) => `popularity ${part} ${i + 1}`);
  return new Map(names.filter((name) => slices.has(name)).map((name) => [name, slices.get(name)!]));
}

/** The middle rank, from 0, of each distinct value. */
function computeMiddleRanks(values: Float64Array): Map<number, number> {
  const sorted = values.slice().sort();
  const middles = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to] === sorted[from]) to += 1;
    middles.set(sorted[from]!, (from + to - 1) / 2);
    from = to;
  }
  return middles;
}

function groupByCategory(rows: readonly PlannedRow[], catalog: readonly Product[]): Slices {
  const paths = rows.map(({ query }) => listCategoryPaths(catalog[query]!.category)[0] ?? []);
  const deepest = paths.reduce((depth, path) => Math.max(depth, path.length), 0);
  for (let level = 0; level < deepest; level++) {
    const slices = groupByName(paths.map((path) => path[level]));
    if (slices.size < 2 && level + 1 < deepest) continue;
    const bySize = [...slices].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
    return new Map(bySize.slice(0, MAX_CATEGORIES).map(([name, of]) => [`category: ${name}`, of]));
  }
  return new Map();
}
