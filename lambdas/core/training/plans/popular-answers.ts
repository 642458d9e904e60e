import { computeCoOccurrence } from '../../likeness/co-occurrence.ts';
import { type WeightedRows, WeightedRowsBuilder } from '../../likeness/weighted-rows.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { countRowsPerProduct } from '../data/id-rows.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { SURE_ERRORS } from './compare-weights.ts';
import {
  type ComparedRows,
  type HeldOutPairs,
  LIST_LENGTH,
  MAX_LOOKED_FOR,
  MIN_LOOKED_FOR,
  selectFirst,
  splitForTargets,
} from './held-out-pairs.ts';

/** Popular products are the answer if they alone find this share of what co-occurrence finds. */
const NEARLY = 2 / 3;

/** Whether co-occurrence keeps popularity, and what showed it; plain JSON. */
export interface PopularityChoice {
  readonly keepsPopularity: boolean;
  /** Held-out pairs that also occur together in other rows; 0 if there are too few to compare. */
  readonly pairs: number;
  /** The share of the pairs that is among the first ten: by co-occurrence without popularity. */
  readonly foundWithout: number;
  /** By popularity alone: the same ten products for every one. */
  readonly foundByPopularity: number;
  /** By co-occurrence with popularity. Absent if popular products find too little to look for it. */
  readonly foundWith?: number;
}

/** What weights of targets are compared by: held-out pairs, and the co-occurrence of the other rows. */
export interface ComparedTargets extends ComparedRows {
  readonly coOccurrence: WeightedRows;
  readonly popularity: PopularityChoice;
}

const UNDECIDED: PopularityChoice = { keepsPopularity: false, pairs: 0, foundWithout: 0, foundByPopularity: 0 };

/**
 * Splits the rows of a set for comparisons of targets, and decides whether their co-occurrence keeps popularity. It does
 * if popular products are the answer: the ten most popular ones, the same for every product, find nearly as many held-out
 * pairs as co-occurrence without popularity. And it must be shown to find more with popularity. Salt goes with
 * everything, so its popularity must not be divided away. Held-out pairs then count as they are sold.
 */
export function compareForTargets(
  set: TrainingSet,
  config: Pick<TrainingConfig, 'sessionWindow' | 'seed'>,
): ComparedTargets {
  const rows = splitForTargets(set, config.sessionWindow, config.seed);
  const { counted, pairs, facts } = rows;
  const without = computeCoOccurrence(set.products.length, counted);
  if (pairs === undefined || counted.groups.length === 0)
    return { ...rows, coOccurrence: without, popularity: UNDECIDED };
  const known = selectKnown(without, selectFirst(pairs, Math.min(MAX_LOOKED_FOR, 2 * facts)));
  const { keeping, ...popularity } = choosePopularity(counted, without, known);
  if (keeping === undefined) return { ...rows, coOccurrence: without, popularity };
  const asSold = { ...pairs, weights: new Float64Array(pairs.weights.length).fill(1) };
  return { ...rows, pairs: asSold, coOccurrence: keeping, popularity };
}

/** Popular products per product, as of its neighbours by text. */
const MAX_POPULAR = 50;

/**
 * What is expected of products without a row where popular products are the answer: the most popular, by their rows.
 * @param rows (N): training rows. @param hasPartners (N): 1 for products of which rows say more; their rows are empty.
 */
export function expectPopular(rows: Float64Array, hasPartners: Uint8Array): WeightedRows {
  const popular = [...rows.keys()].sort((a, b) => rows[b]! - rows[a]! || a - b).slice(0, MAX_POPULAR);
  const most = rows[popular[0] ?? 0] || 1;
  const builder = new WeightedRowsBuilder();
  for (const has of hasPartners) builder.add(has === 1 ? [] : popular, (product) => rows[product]! / most, MAX_POPULAR);
  return builder.build();
}

/** @returns the choice, and the co-occurrence that keeps popularity if it is chosen */
function choosePopularity(
  counted: TrainingSet,
  without: WeightedRows,
  pairs: readonly Pair[],
): PopularityChoice & { readonly keeping?: WeightedRows } {
  if (pairs.length < MIN_LOOKED_FOR) return UNDECIDED;
  const byPopularity = findAmongPopular(countRowsPerProduct(counted), pairs);
  const finds = pairs.map((pair) => isAmongFirst(without, pair));
  const [foundByPopularity, foundWithout] = [computeMean(byPopularity), computeMean(finds)];
  const compared = { keepsPopularity: false, pairs: pairs.length, foundWithout, foundByPopularity };
  if (foundByPopularity < NEARLY * foundWithout) return compared;
  const keeping = computeCoOccurrence(without.offsets.length - 1, counted, { keepsPopularity: true });
  const findsWith = pairs.map((pair) => isAmongFirst(keeping, pair));
  const foundWith = computeMean(findsWith);
  if (!isShownLarger(findsWith, finds)) return { ...compared, foundWith };
  return { ...compared, foundWith, keepsPopularity: true, keeping };
}

/** A pair that is looked for. */
interface Pair {
  readonly anchor: number;
  readonly positive: number;
}

/** The pairs that also occur together in the counted rows. The others could not be found in any form. */
function selectKnown(coOccurrence: WeightedRows, { anchors, positives }: HeldOutPairs): Pair[] {
  const pairs = Array.from(anchors, (anchor, i) => ({ anchor, positive: positives[i]! }));
  return pairs.filter((pair) => findRank(coOccurrence, pair) >= 0);
}

/** 1 for pairs of which the positive is among the ten most popular products, else 0. @param rows (N): of each product. */
function findAmongPopular(rows: Float64Array, pairs: readonly Pair[]): number[] {
  const popular = [...rows.keys()].sort((a, b) => rows[b]! - rows[a]! || a - b).slice(0, LIST_LENGTH + 1);
  return pairs.map(({ anchor, positive }) => {
    const others = popular.filter((row) => row !== anchor).slice(0, LIST_LENGTH);
    return Number(others.includes(positive));
  });
}

/** Whether a mean is larger by more than chance explains, pair by pair. */
function isShownLarger(values: readonly number[], others: readonly number[]): boolean {
  const differences = values.map((value, i) => value - others[i]!);
  const lead = computeMean(differences);
  const variance = computeMean(differences.map((one) => (one - lead) ** 2));
  return lead > SURE_ERRORS * Math.sqrt(variance / values.length);
}

/** 1 if the positive is among the first ten of its anchor, else 0. */
function isAmongFirst(coOccurrence: WeightedRows, pair: Pair): number {
  const rank = findRank(coOccurrence, pair);
  return Number(rank >= 0 && rank < LIST_LENGTH);
}

/** The place of a positive in the row of its anchor, from 0 on; -1 if it is not there. */
function findRank({ offsets, columns }: WeightedRows, { anchor, positive }: Pair): number {
  return columns.subarray(offsets[anchor]!, offsets[anchor + 1]!).indexOf(positive);
}

function computeMean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
