import { computeCoOccurrence } from '../../likeness/co-occurrence.ts';
import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { portableLog } from '../../numerics/portable-math.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { countRowsPerProduct } from '../data/id-rows.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import type { TrainingSet } from '../data/training-set.ts';

/** What is tried: each sqrt(2) times the one before. */
const TEXT_WEIGHTS = [0.01, 0.014, 0.02, 0.028, 0.04, 0.057, 0.08, 0.113, 0.16, 0.226, 0.32];
/** Taken where the data cannot tell. */
const MIDDLE = 0.057;
/** Share of the rows that the company is not told of; pairs drawn of them, at most, and of each. */
const UNSEEN = 0.2;
const MAX_PAIRS = 40_000;
const PAIRS_OF_A_ROW = 120;
/** Chance of any product, that a target distribution says nothing of. */
const FLOOR = 0.05;

export interface TunedTextWeight {
  readonly textWeight: number;
  /** Means over the pairs; `behind` is how far behind the best, and `standardError` how surely. */
  readonly tried: readonly TriedTextWeight[];
}

export interface TriedTextWeight {
  readonly textWeight: number;
  readonly logLikelihood: number;
  readonly behind: number;
  readonly standardError: number;
}

/** Pairs that the targets are not made of, and what each counts. */
interface UnseenPairs {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly weights: Float64Array;
}

/**
 * What text should weigh in the targets: of four fifths of the rows the company is counted, and the weight is sought under
 * which the targets give the pairs of the other fifth the greatest likelihood. A pair counts 1 / sqrt(a b) by the rows of its two,
 * so that products count alike and not their sales. Where the next weight cannot be told from the best, within one standard error
 * (Breiman et al. 1984, section 3.4.3), it is taken: the next larger for baskets, since text also places what was never seen
 * together, of which these pairs say nothing; the next smaller for sessions, which ask for what comes next, where text crowds out the order.
 * No training is needed, and no row outside of the set.
 */
export function tuneTextWeight(set: TrainingSet, text: WeightedRows, config: TrainingConfig): TunedTextWeight {
  if (config.targetTextWeight !== 'tuned') return { textWeight: config.targetTextWeight, tried: [] };
  const random = new CounterRandom(config.seed, 'text weight');
  const [seen, unseen] = splitRows(set, random);
  const pairs = drawPairs(unseen, config.sessionWindow, random);
  if (pairs === undefined) return { textWeight: MIDDLE, tried: [] };
  const company = computeCoOccurrence(set.products.length, seen);
  const logs = TEXT_WEIGHTS.map((weight) => {
    const blend = [
      { rows: company, weight: 1 },
      { rows: text, weight },
    ];
    return logChances(buildLikenessTargets(blend, config.targetSharpness), pairs, set.products.length);
  });
  const tried = compared(logs, pairs.weights);
  return { textWeight: chosen(tried, holdsBaskets(set) ? 1 : -1), tried };
}

/** Rows by chance: most, and the unseen ones. */
function splitRows(set: TrainingSet, random: CounterRandom): [TrainingSet, TrainingSet] {
  const isSeen = [...set.pairs, ...set.groups].map(() => random.uniform() >= UNSEEN);
  const part = (seen: boolean): TrainingSet => ({
    ...set,
    pairs: set.pairs.filter((_, i) => isSeen[i] === seen),
    groups: set.groups.filter((_, i) => isSeen[set.pairs.length + i] === seen),
  });
  return [part(true), part(false)];
}

/** Undefined where the rows hold no pair. */
function drawPairs(rows: TrainingSet, sessionWindow: number, random: CounterRandom): UnseenPairs | undefined {
  const sampler = new PairSampler(rows, sessionWindow);
  if (sampler.pairCount === 0) return undefined;
  const { anchors, positives } = sampler.draw(
    Math.min(MAX_PAIRS, PAIRS_OF_A_ROW * (rows.pairs.length + rows.groups.length)),
    random,
  );
  const occurrences = countRowsPerProduct(rows);
  const weights = Float64Array.from(
    anchors,
    (anchor, i) => 1 / Math.sqrt(occurrences[anchor]! * occurrences[positives[i]!]!),
  );
  return { anchors, positives, weights };
}

/** (pairs): log of the chance that the targets give to each. */
function logChances(targets: WeightedRows, { anchors, positives }: UnseenPairs, products: number): Float64Array {
  return Float64Array.from(anchors, (anchor, i) =>
    portableLog((1 - FLOOR) * chanceOf(targets, anchor, positives[i]!) + FLOOR / products),
  );
}

function compared(logs: readonly Float64Array[], weights: Float64Array): TriedTextWeight[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = logs.map((of) => of.reduce((sum, log, i) => sum + weights[i]! * log, 0) / total);
  const best = means.indexOf(Math.max(...means));
  return logs.map((of, w) => {
    const behind = means[best]! - means[w]!;
    const squares = of.reduce((sum, log, i) => sum + (weights[i]! * (logs[best]![i]! - log - behind)) ** 2, 0);
    return {
      textWeight: TEXT_WEIGHTS[w]!,
      logLikelihood: means[w]!,
      behind,
      standardError: Math.sqrt(squares) / total,
    };
  });
}

/** Whether most of the groups are baskets. */
function holdsBaskets({ groups }: TrainingSet): boolean {
  return 2 * groups.filter(({ kind }) => kind === 'basket').length > groups.length;
}

/** @param towards Of two that are as good: 1 for the larger, -1 for the smaller. */
function chosen(tried: readonly TriedTextWeight[], towards: 1 | -1): number {
  if (tried.every(({ behind }) => behind === 0)) return MIDDLE;
  const best = tried.findIndex(({ behind }) => behind === 0);
  const next = tried[best + towards];
  return next !== undefined && next.behind <= next.standardError ? next.textWeight : tried[best]!.textWeight;
}

function chanceOf({ offsets, columns, weights }: WeightedRows, anchor: number, positive: number): number {
  for (let t = offsets[anchor]!; t < offsets[anchor + 1]!; t++) if (columns[t] === positive) return weights[t]!;
  return 0;
}
