import { MIN_QUERIES } from '../../evaluation/judgement.ts';
import { drawOfFact } from '../data/held-out-rule.ts';
import { isSeen } from '../data/new-rows.ts';
import { type Fact, type TrainingSet, weightOf } from '../data/training-set.ts';
import { findSearches, groupSearches, MIN_SEARCHES } from '../plans/find-searches.ts';

/** A search of which all rows are left out of training, and what its rows say. */
export interface LeftOutSearch {
  /** The row of its product or text. */
  readonly query: number;
  /** All rows that ask the same, `query` among them. */
  readonly rows: readonly number[];
  /** Rows of its positives, ascending. */
  readonly relevant: readonly number[];
}

/** The rows to train on, and the searches that the share of the training is chosen by: enough of them, or none. */
export interface SearchSplit {
  readonly training: TrainingSet;
  readonly leftOut: readonly LeftOutSearch[];
}

/** The share of the searches that is left out, and their largest number. */
const LEFT_OUT_SHARE = 0.1;
const MAX_LEFT_OUT = 400;

/**
 * Leaves out a tenth of the searches with all their rows, at random by the seed and their content. Later searches are
 * other ones than those of the training rows. So a choice that must hold for them is made by these.
 *
 * Searches that ask the same are one, such as `Red mugs` and `red mug`: they are left out together, and asked once. Frequent
 * searches are never left out, because they come again; nor are those that the starting model was trained on, because it
 * knows their answers.
 */
export function splitSearches(set: TrainingSet, seed: number): SearchSplit {
  const comesAgain = new Set(
    set.pairs.flatMap((pair) => (pair.neverHeldOut === 'frequent' || isKnown(pair) ? [pair.anchor] : [])),
  );
  const searches = groupSearches(set, findSearches(set)).filter((rows) => !rows.some((row) => comesAgain.has(row)));
  if (searches.length < MIN_SEARCHES) return { training: set, leftOut: [] };
  const share = Math.min(LEFT_OUT_SHARE, MAX_LEFT_OUT / searches.length);
  const out = searches.filter(
    (rows) => drawOfFact(seed, 'left-out searches', [contentOf(set, rows)]).uniform() < share,
  );
  const leftOut = answersOf(set, out).filter(({ relevant }) => relevant.length > 0);
  if (leftOut.length < MIN_QUERIES) return { training: set, leftOut: [] };
  const rowsOut = new Set(out.flat());
  return { training: { ...set, pairs: set.pairs.filter(({ anchor }) => !rowsOut.has(anchor)) }, leftOut };
}

/** What stands for rows that ask the same, in any order of them. */
function contentOf({ products }: TrainingSet, rows: readonly number[]): string {
  return rows.map((row) => products[row]!.id || JSON.stringify(products[row])).sort()[0]!;
}

/** Searches with the rows of the catalog that answer them. */
function answersOf({ pairs, catalogSize }: TrainingSet, searches: readonly (readonly number[])[]): LeftOutSearch[] {
  const answers = new Map<number, Set<number>>();
  for (const rows of searches) {
    const shared = new Set<number>();
    for (const row of rows) answers.set(row, shared);
  }
  for (const { anchor, positive } of pairs) if (positive < catalogSize) answers.get(anchor)?.add(positive);
  return searches.map((rows) => {
    const [query] = rows;
    return { query: query!, rows, relevant: [...answers.get(query!)!].sort((a, b) => a - b) };
  });
}

/** Whether the starting model was trained on a part of the fact. */
function isKnown(fact: Fact): boolean {
  const weight = weightOf(fact);
  return isSeen(fact) || (fact.newWeight ?? weight) < weight;
}
