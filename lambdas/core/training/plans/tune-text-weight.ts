import { computeCoOccurrence } from '../../likeness/co-occurrence.ts';
import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { portableLog } from '../../numerics/portable-math.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { countRowsPerProduct } from '../data/id-rows.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import { selectIndependent, type TrainingSet } from '../data/training-set.ts';
import { isOfSearches } from './find-searches.ts';

/** The tried weights: each is sqrt(2) times the one before. */
const TEXT_WEIGHTS = [0.01, 0.014, 0.02, 0.028, 0.04, 0.057, 0.08, 0.113, 0.16, 0.226, 0.32];
/** Further weights for data of searches: a later search is in no pair, so only text places it. */
const WEIGHTS_FOR_SEARCHES = [0.453, 0.64, 0.905, 1.28, 1.81, 2.56];
/** The weight if the data does not decide. */
const MIDDLE = 0.057;
/** The share of rows outside the co-occurrence, on which the weights are compared. */
const HELD_OUT_SHARE = 0.2;
/** If fewer of the held-out pairs also occur in counted rows, the weight cannot be chosen by them. */
const MIN_KNOWN_SHARE = 0.05;
const MAX_PAIRS = 40_000;
const MAX_PAIRS_PER_ROW = 120;
/** Probability mass spread over all products, because targets do not cover all pairs. */
const FLOOR = 0.05;

export interface TunedTextWeight {
  readonly textWeight: number;
  readonly tried: readonly TriedTextWeight[];
}

/** The result of one weight, as weighted means over the held-out pairs. */
export interface TriedTextWeight {
  readonly textWeight: number;
  readonly logLikelihood: number;
  /** The best log-likelihood minus this one. */
  readonly behind: number;
  /** Of `behind`. */
  readonly standardError: number;
}

/** Pairs outside the targets' training rows, with their weights. */
interface HeldOutPairs {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly weights: Float64Array;
}

/**
 * Tunes the weight of text in the targets, without training and on the rows of the set alone. Co-occurrence is computed
 * on four fifths of the rows; the weight maximizes the likelihood of pairs from the other fifth under the targets. A
 * pair counts 1 / sqrt(a b) by the rows of its two products, so that products count equally, not sales.
 *
 * This cannot decide if hardly any held-out pair also occurs in a counted row, as in data of pairs, where each fact is
 * another pair. Then only text predicts them before training, and its weight would be the largest. But training learns
 * from such rows what text does not say. So the weight is the middle one, unless the rows are answers of searches.
 *
 * If the next weight is within one standard error of the best (Breiman et al. 1984, section 3.4.3), it is used instead:
 * - for baskets and searches the next larger, because text also places what never occurred together, which these pairs
 *   do not show;
 * - for sessions the next smaller, because sessions ask for what comes next, and text crowds out the order.
 */
export function tuneTextWeight(set: TrainingSet, text: WeightedRows, config: TrainingConfig): TunedTextWeight {
  if (config.targetTextWeight !== 'tuned') return { textWeight: config.targetTextWeight, tried: [] };
  const random = new CounterRandom(config.seed, 'text weight');
  const [counted, heldOut] = splitRows(set, random);
  const pairs = drawPairs(heldOut, config.sessionWindow, random);
  if (pairs === undefined) return { textWeight: MIDDLE, tried: [] };
  const coOccurrence = computeCoOccurrence(set.products.length, counted);
  const ofSearches = isOfSearches(set);
  if (!ofSearches && computeKnownShare(coOccurrence, pairs) < MIN_KNOWN_SHARE) return { textWeight: MIDDLE, tried: [] };
  const isAnchor = new Uint8Array(set.products.length);
  for (const anchor of pairs.anchors) isAnchor[anchor] = 1;
  const textWeights = ofSearches ? [...TEXT_WEIGHTS, ...WEIGHTS_FOR_SEARCHES] : TEXT_WEIGHTS;
  const logs = textWeights.map((weight) => {
    const sources = [
      { rows: coOccurrence, weight: 1 },
      { rows: text, weight },
    ];
    const targets = buildLikenessTargets(sources, config.targetSharpness, isAnchor);
    return computeLogLikelihoods(targets, pairs, set.products.length);
  });
  const tried = compareWeights(textWeights, logs, pairs.weights);
  return { textWeight: chooseWeight(tried, ofSearches || hasMostlyBaskets(set) ? 1 : -1), tried };
}

/** Splits facts at random into counted and held-out ones. Rows that repeat others take no part. */
function splitRows(set: TrainingSet, random: CounterRandom): [TrainingSet, TrainingSet] {
  const { pairs, groups } = selectIndependent(set);
  const isCounted = [...pairs, ...groups].map(() => random.uniform() >= HELD_OUT_SHARE);
  const part = (counted: boolean): TrainingSet => ({
    ...set,
    pairs: pairs.filter((_, i) => isCounted[i] === counted),
    groups: groups.filter((_, i) => isCounted[pairs.length + i] === counted),
  });
  return [part(true), part(false)];
}

/** Undefined if the rows hold no pair. */
function drawPairs(rows: TrainingSet, sessionWindow: number, random: CounterRandom): HeldOutPairs | undefined {
  const sampler = new PairSampler(rows, sessionWindow);
  if (sampler.pairCount === 0) return undefined;
  const { anchors, positives } = sampler.draw(
    Math.min(MAX_PAIRS, MAX_PAIRS_PER_ROW * (rows.pairs.length + rows.groups.length)),
    random,
  );
  const occurrences = countRowsPerProduct(rows);
  const weights = Float64Array.from(
    anchors,
    (anchor, i) => 1 / Math.sqrt(occurrences[anchor]! * occurrences[positives[i]!]!),
  );
  return { anchors, positives, weights };
}

/** (pairs): the log probability of each pair under the targets. */
function computeLogLikelihoods(
  targets: WeightedRows,
  { anchors, positives }: HeldOutPairs,
  products: number,
): Float64Array {
  return Float64Array.from(anchors, (anchor, i) =>
    portableLog((1 - FLOOR) * findWeight(targets, anchor, positives[i]!) + FLOOR / products),
  );
}

/** Compares the mean log-likelihoods with the best, pair by pair. @param logs (pairs) for each weight */
function compareWeights(
  textWeights: readonly number[],
  logs: readonly Float64Array[],
  weights: Float64Array,
): TriedTextWeight[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = logs.map((of) => of.reduce((sum, log, i) => sum + weights[i]! * log, 0) / total);
  const best = means.indexOf(Math.max(...means));
  return logs.map((of, w) => {
    const behind = means[best]! - means[w]!;
    const squares = of.reduce((sum, log, i) => sum + (weights[i]! * (logs[best]![i]! - log - behind)) ** 2, 0);
    return {
      textWeight: textWeights[w]!,
      logLikelihood: means[w]!,
      behind,
      standardError: Math.sqrt(squares) / total,
    };
  });
}

/** The share of the pairs whose products also occur together in the counted rows. */
function computeKnownShare(coOccurrence: WeightedRows, { anchors, positives }: HeldOutPairs): number {
  const known = positives.filter((positive, i) => findWeight(coOccurrence, anchors[i]!, positive) > 0);
  return known.length / anchors.length;
}

/** Whether most of the groups are baskets. */
function hasMostlyBaskets({ groups }: TrainingSet): boolean {
  return 2 * groups.filter(({ kind }) => kind === 'basket').length > groups.length;
}

/** @param towards The preferred neighbour of the best weight: 1 for the larger, -1 for the smaller. */
function chooseWeight(tried: readonly TriedTextWeight[], towards: 1 | -1): number {
  if (tried.every(({ behind }) => behind === 0)) return MIDDLE;
  const best = tried.findIndex(({ behind }) => behind === 0);
  const next = tried[best + towards];
  return next !== undefined && next.behind <= next.standardError ? next.textWeight : tried[best]!.textWeight;
}

function findWeight({ offsets, columns, weights }: WeightedRows, anchor: number, positive: number): number {
  for (let t = offsets[anchor]!; t < offsets[anchor + 1]!; t++) if (columns[t] === positive) return weights[t]!;
  return 0;
}
