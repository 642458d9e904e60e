import { CounterRandom } from '../../numerics/random.ts';
import { countRowsPerProduct } from '../data/id-rows.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import { selectIndependent, type TrainingSet } from '../data/training-set.ts';

/** The share of rows outside the co-occurrence, on which the weights are compared. */
const HELD_OUT_SHARE = 0.2;
const MAX_PAIRS = 40_000;
const MAX_PAIRS_PER_ROW = 120;

/** The length of the lists in which the positives of pairs are looked for. */
export const LIST_LENGTH = 10;
/** Pairs that are looked for, at most. With fewer than the least, chance would decide. */
export const MAX_LOOKED_FOR = 2000;
export const MIN_LOOKED_FOR = 50;

/** Pairs outside the targets' training rows, with their weights. */
export interface HeldOutPairs {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly weights: Float64Array;
}

/** What weights of targets are compared by. */
export interface ComparedRows {
  /** The rows that co-occurrence is computed on. */
  readonly counted: TrainingSet;
  /** Undefined if the other rows hold no pair. */
  readonly pairs: HeldOutPairs | undefined;
  /** Facts that the pairs were drawn from. */
  readonly facts: number;
}

/** Splits the facts of a set by the seed, four fifths and one fifth, and draws pairs from the smaller part. */
export function splitForTargets(set: TrainingSet, sessionWindow: number, seed: number): ComparedRows {
  const random = new CounterRandom(seed, 'text weight');
  const [counted, heldOut] = splitRows(set, random);
  const facts = heldOut.pairs.length + heldOut.groups.length;
  return { counted, pairs: drawPairs(heldOut, sessionWindow, random), facts };
}

/** The first `count` pairs. */
export function selectFirst({ anchors, positives, weights }: HeldOutPairs, count: number): HeldOutPairs {
  return {
    anchors: anchors.subarray(0, count),
    positives: positives.subarray(0, count),
    weights: weights.subarray(0, count),
  };
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
