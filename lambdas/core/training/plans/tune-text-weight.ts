import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { portableLog } from '../../numerics/portable-math.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { type ComparedWeight, compareWeights, SURE_ERRORS } from './compare-weights.ts';
import { isOfSearches } from './find-searches.ts';
import { type HeldOutPairs, MAX_LOOKED_FOR, MIN_LOOKED_FOR, selectFirst } from './held-out-pairs.ts';
import { type ComparedTargets, compareForTargets } from './popular-answers.ts';
import { findByWalk } from './two-step-walk.ts';

/** The tried weights: each is sqrt(2) times the one before. */
const TEXT_WEIGHTS = [0.01, 0.014, 0.02, 0.028, 0.04, 0.057, 0.08, 0.113, 0.16, 0.226, 0.32];
/** Further weights for data of searches: a later search is in no pair, so only text places it. */
const WEIGHTS_FOR_SEARCHES = [0.453, 0.64, 0.905, 1.28, 1.81, 2.56];
/** The weight if the data does not decide. */
const MIDDLE = 0.057;
/** If fewer of the held-out pairs also occur in counted rows, the weight cannot be chosen by their likelihood. */
const MIN_KNOWN_SHARE = 0.05;
/** Probability mass spread over all products, because targets do not cover all pairs. */
const FLOOR = 0.05;

export interface TunedTextWeight {
  readonly textWeight: number;
  readonly decidedBy: TextWeightChoice;
  readonly tried: readonly TriedTextWeight[];
}

/**
 * What the weight of text was chosen by. `likelihood`: of held-out pairs. `walk`: held-out pairs that a walk of two steps
 * finds. `configuration`: the weight is given. `default`: nothing decided.
 */
export type TextWeightChoice = 'likelihood' | 'walk' | 'configuration' | 'default';

/** The result of one weight, as weighted means over the held-out pairs. */
export interface TriedTextWeight {
  readonly textWeight: number;
  /** Absent if a walk decided. */
  readonly logLikelihood?: number;
  /** The share of the pairs that are among the first ten of a walk (two-step-walk.ts); absent if likelihood decided. */
  readonly found?: number;
  /** The best value minus this one. */
  readonly behind: number;
  /** Of `behind`. */
  readonly standardError: number;
}

const UNDECIDED: TunedTextWeight = { textWeight: MIDDLE, decidedBy: 'default', tried: [] };

/**
 * Tunes the weight of text in the targets, without training and on the rows of the set alone. Co-occurrence is computed
 * on four fifths of the rows; the weight maximizes the likelihood of pairs from the other fifth under the targets. A
 * pair counts 1 / sqrt(a b) by the rows of its two products, so that products count equally, not sales.
 *
 * This cannot decide if hardly any held-out pair also occurs in a counted row, as in data of pairs, where each fact is
 * another pair. Then only text predicts them in one step, and its weight would be the largest. But training also learns
 * what two steps reach, so such data is decided by a walk (chooseByWalk), unless the rows are answers of searches.
 *
 * If the next weight is within one standard error of the best (Breiman et al. 1984, section 3.4.3), it is used instead:
 * - for baskets and searches the next larger, because text also places what never occurred together, which these pairs
 *   do not show;
 * - for sessions the next smaller, because sessions ask for what comes next, and text crowds out the order.
 * @param text The nearest products by text, with their cosines. @param isMatched Whether likeness is a matching. No
 * partner has another partner there, so a walk shows nothing, and without known pairs the weight is the middle one.
 * @param compared What the weights are compared by, if it is known.
 */
export function tuneTextWeight(
  set: TrainingSet,
  text: WeightedRows,
  config: TrainingConfig,
  isMatched: boolean,
  compared: ComparedTargets = compareForTargets(set, config),
): TunedTextWeight {
  if (config.targetTextWeight !== 'tuned')
    return { textWeight: config.targetTextWeight, decidedBy: 'configuration', tried: [] };
  const { coOccurrence, pairs, facts } = compared;
  if (pairs === undefined) return UNDECIDED;
  const ofSearches = isOfSearches(set);
  const buildTargets = (weight: number, isWanted: Uint8Array): WeightedRows => {
    const sources = [
      { rows: coOccurrence, weight: 1 },
      { rows: text, weight },
    ];
    return buildLikenessTargets(sources, config.targetSharpness, isWanted);
  };
  if (!ofSearches && computeKnownShare(coOccurrence, pairs) < MIN_KNOWN_SHARE)
    return isMatched ? UNDECIDED : chooseByWalk(buildTargets, selectWalked(pairs, facts), set.products.length);
  return chooseByLikelihood(buildTargets, pairs, set, ofSearches);
}

/** Builds the targets with a weight of text, for the wanted products (N). */
type BuildTargets = (textWeight: number, isWanted: Uint8Array) => WeightedRows;

function chooseByLikelihood(
  buildTargets: BuildTargets,
  pairs: HeldOutPairs,
  set: TrainingSet,
  ofSearches: boolean,
): TunedTextWeight {
  const isAnchor = new Uint8Array(set.products.length);
  for (const anchor of pairs.anchors) isAnchor[anchor] = 1;
  const textWeights = ofSearches ? [...TEXT_WEIGHTS, ...WEIGHTS_FOR_SEARCHES] : TEXT_WEIGHTS;
  const logs = textWeights.map((weight) =>
    computeLogLikelihoods(buildTargets(weight, isAnchor), pairs, set.products.length),
  );
  const tried = compareWeights(textWeights, logs, pairs.weights);
  return {
    textWeight: chooseWeight(tried, ofSearches || hasMostlyBaskets(set) ? 1 : -1),
    decidedBy: 'likelihood',
    tried: tried.map(({ mean, ...rest }) => ({ ...rest, logLikelihood: mean })),
  };
}

/**
 * Chooses among the middle weight and larger ones by the held-out pairs that a walk of two steps along the targets finds:
 * the smallest weight that is not shown to be worse than the best. So text gets more weight only where it is shown to
 * help. Where the partners of a product are partners of each other, text leads the walk astray.
 */
function chooseByWalk(buildTargets: BuildTargets, pairs: HeldOutPairs, N: number): TunedTextWeight {
  if (pairs.anchors.length < MIN_LOOKED_FOR) return UNDECIDED;
  const textWeights = TEXT_WEIGHTS.filter((weight) => weight >= MIDDLE);
  const found = textWeights.map((weight) => findByWalk((isWanted) => buildTargets(weight, isWanted), N, pairs));
  const tried = compareWeights(textWeights, found, pairs.weights);
  return {
    textWeight: tried.find(({ behind, standardError }) => behind <= SURE_ERRORS * standardError)!.textWeight,
    decidedBy: 'walk',
    tried: tried.map(({ mean, ...rest }) => ({ ...rest, found: mean })),
  };
}

/** As many pairs as the held-out facts have directions: more would say the same. */
function selectWalked(pairs: HeldOutPairs, facts: number): HeldOutPairs {
  return selectFirst(pairs, Math.min(MAX_LOOKED_FOR, 2 * facts));
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
function chooseWeight(tried: readonly ComparedWeight[], towards: 1 | -1): number {
  if (tried.every(({ behind }) => behind === 0)) return MIDDLE;
  const best = tried.findIndex(({ behind }) => behind === 0);
  const next = tried[best + towards];
  return next !== undefined && next.behind <= next.standardError ? next.textWeight : tried[best]!.textWeight;
}

function findWeight({ offsets, columns, weights }: WeightedRows, anchor: number, positive: number): number {
  for (let t = offsets[anchor]!; t < offsets[anchor + 1]!; t++) if (columns[t] === positive) return weights[t]!;
  return 0;
}
