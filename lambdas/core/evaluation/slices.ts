import type { Occurrences } from '../catalog/occurrences.ts';
import type { Product } from '../catalog/product.ts';
import { CoOccurrenceCounts } from './co-occurrence-counts.ts';
import type { JudgingPlan, PlannedRow } from './judging-plan.ts';
import { countPopularity } from './popularity-scorer.ts';

/** Rows of a judging plan by the name of their slice; a row may be in several. */
export type Slices = ReadonlyMap<string, Int32Array>;

/** With fewer rows than this a tenth of them says nothing: thirds are taken. */
const MIN_ROWS_FOR_DECILES = 200;
const MAX_CATEGORIES = 10;

/** Of all judging rows, and of those alone that are in no other slice. */
export const ALL = 'all';
/** All rows, where `all` is the name of some of them. */
export const EVERY_ROW = 'every row';

/** The slices that the judging rows name themselves, in the order in which they first occur. */
export function groupByOwnSlice(plan: JudgingPlan): Slices {
  return grouped(plan.rows.map((row) => row.slice));
}

/**
 * Slices that follow from the catalog and the training data:
 * `all`; `every row` where the rows use the name `all` for some of them; `seen` (query and a relevant product occur in training), `unseen query`, `unseen target` (no relevant product occurs),
 * `new pairs` (seen, and yet no relevant product occurs together with the query);
 * `popularity decile 1` (the least popular relevant products) to `10`, or `popularity third 1` to `3` under 200 rows, equal
 * popularity in the same part, so that parts may differ in size or be missing; `category: NAME`, the ten most frequent ones of
 * the queries at the widest level at which they differ.
 * @param training In the order of the catalog; what counts as seen and as popular.
 */
export function deriveSlices(plan: JudgingPlan, catalog: readonly Product[], training: Occurrences): Slices {
  const popularity = countPopularity(catalog.length, training);
  return new Map([
    ...grouped(plan.rows.map(() => ALL)),
    ...everyRow(plan.rows),
    ...seenSlices(plan.rows, popularity),
    ...newPairs(plan.rows, new CoOccurrenceCounts(catalog.length, training)),
    ...popularitySlices(plan.rows, popularity),
    ...categorySlices(plan.rows, catalog),
  ]);
}

/** Rows by name, those without a name left out. */
function grouped(names: readonly (string | undefined)[]): Map<string, Int32Array> {
  const rows = new Map<string, number[]>();
  names.forEach((name, row) => {
    if (name === undefined) return;
    const known = rows.get(name);
    if (known) known.push(row);
    else rows.set(name, [row]);
  });
  return new Map([...rows].map(([name, of]) => [name, Int32Array.from(of)]));
}

function everyRow(rows: readonly PlannedRow[]): Map<string, Int32Array> {
  const inAll = rows.filter(({ slice }) => slice === ALL).length;
  return grouped(rows.map(() => (inAll > 0 && inAll < rows.length ? EVERY_ROW : undefined)));
}

function seenSlices(rows: readonly PlannedRow[], popularity: Float64Array): Slices {
  const queryIsSeen = rows.map(({ query }) => popularity[query]! > 0);
  const targetIsSeen = rows.map(({ relevant }) => [...relevant].some((one) => popularity[one]! > 0));
  return new Map([
    ...grouped(rows.map((_, r) => (queryIsSeen[r] && targetIsSeen[r] ? 'seen' : undefined))),
    ...grouped(rows.map((_, r) => (queryIsSeen[r] ? undefined : 'unseen query'))),
    ...grouped(rows.map((_, r) => (targetIsSeen[r] ? undefined : 'unseen target'))),
  ]);
}

/** What has to be told from likeness alone: both sides were met, but never with each other. */
function newPairs(rows: readonly PlannedRow[], together: CoOccurrenceCounts): Slices {
  const { rowCounts } = together;
  const counts = new Float64Array(rowCounts.length);
  return grouped(
    rows.map(({ query, relevant }, r) => {
      if (rows[r - 1]?.query !== query) together.writeCounts(query, counts);
      const isSeen = rowCounts[query]! > 0 && [...relevant].some((one) => rowCounts[one]! > 0);
      return isSeen && ![...relevant].some((one) => counts[one]! > 0) ? 'new pairs' : undefined;
    }),
  );
}

/** By the mean popularity of the relevant products; equal ones share the part that the middle one of them falls into. */
function popularitySlices(rows: readonly PlannedRow[], popularity: Float64Array): Slices {
  const means = Float64Array.from(rows, ({ relevant }) => {
    let sum = 0;
    for (const one of relevant) sum += popularity[one]!;
    return sum / relevant.size;
  });
  const [part, parts] = rows.length < MIN_ROWS_FOR_DECILES ? ['third', 3] : ['decile', 10];
  const middles = middleRanks(means);
  const partOf = Array.from(means, (mean) => Math.floor((middles.get(mean)! * parts) / rows.length) + 1);
  const slices = grouped(partOf.map((one) => `popularity ${part} ${one}`));
  const names = Array.from({ length: parts }, (_, i) => `popularity ${part} ${i + 1}`);
  return new Map(names.filter((name) => slices.has(name)).map((name) => [name, slices.get(name)!]));
}

/** By value: the rank, from 0, of the middle one of those that are equal. */
function middleRanks(values: Float64Array): Map<number, number> {
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

function categorySlices(rows: readonly PlannedRow[], catalog: readonly Product[]): Slices {
  const paths = rows.map(({ query }) => [catalog[query]!.category ?? []].flat());
  const deepest = paths.reduce((depth, path) => Math.max(depth, path.length), 0);
  for (let level = 0; level < deepest; level++) {
    const slices = grouped(paths.map((path) => path[level]));
    if (slices.size < 2 && level + 1 < deepest) continue;
    const bySize = [...slices].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
    return new Map(bySize.slice(0, MAX_CATEGORIES).map(([name, of]) => [`category: ${name}`, of]));
  }
  return new Map();
}
