import { MIN_QUERIES } from '../../evaluation/judgement.ts';
import { drawOfFact } from '../data/held-out-rule.ts';
import { isSeen } from '../data/new-rows.ts';
import { type Fact, type TrainingSet, weightOf } from '../data/training-set.ts';
import { findSearches, MIN_SEARCHES } from '../plans/find-searches.ts';

/** A search of which all rows are left out of training, and what its rows say. */
export interface LeftOutSearch {
  /** The row of its product or text. */
  readonly query: number;
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
 * Frequent searches are never left out, because they come again; nor are those that the starting model was trained on,
 * because it knows their answers.
 */
export function splitSearches(set: TrainingSet, seed: number): SearchSplit {
  const searches = findSearches(set);
  for (const pair of set.pairs) if (pair.neverHeldOut === 'frequent' || isKnown(pair)) searches.delete(pair.anchor);
  if (searches.size < MIN_SEARCHES) return { training: set, leftOut: [] };
  const share = Math.min(LEFT_OUT_SHARE, MAX_LEFT_OUT / searches.size);
  const contentOf = (row: number): string => set.products[row]!.id || JSON.stringify(set.products[row]);
  const isLeftOut = (row: number) => drawOfFact(seed, 'left-out searches', [contentOf(row)]).uniform() < share;
  const out = new Map([...searches].filter(isLeftOut).map((row) => [row, new Set<number>()]));
  for (const { anchor, positive } of set.pairs) if (positive < set.catalogSize) out.get(anchor)?.add(positive);
  const leftOut = [...out]
    .map(([query, relevant]) => ({ query, relevant: [...relevant].sort((a, b) => a - b) }))
    .filter(({ relevant }) => relevant.length > 0);
  if (leftOut.length < MIN_QUERIES) return { training: set, leftOut: [] };
  return { training: { ...set, pairs: set.pairs.filter(({ anchor }) => !out.has(anchor)) }, leftOut };
}

/** Whether the starting model was trained on a part of the fact. */
function isKnown(fact: Fact): boolean {
  const weight = weightOf(fact);
  return isSeen(fact) || (fact.newWeight ?? weight) < weight;
}
