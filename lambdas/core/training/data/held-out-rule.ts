import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { parseTime } from './fact-counter.ts';
import type { TimeMark, TrainingSet } from './training-set.ts';

/** More held-out facts hardly make the figures more precise, so the rest is left for training. */
const MAX_HELD_OUT_FACTS = 1000;

/** Which facts are held out. Plain JSON: a later run reads it, to know what this run was trained on. */
export type HeldOutRule = {
  /** The share of the facts that may be held out. */
  readonly share: number;
} & ({ readonly by: 'random' } | { readonly by: 'time'; readonly from: TimeMark | null });

/** The rule of a run on the catalog alone: it was trained on no row, so it may be judged on all. */
export const TRAINED_ON_NO_ROW: HeldOutRule = { by: 'random', share: 1 };

export interface HeldOutOptions {
  /** Share of the facts, in [0, 0.5]. */
  readonly fraction: number;
  readonly seed: number;
  /** Default `random`. */
  readonly by?: TrainingConfig['heldOutSplit'];
  /** By time: facts before it are never held out, because the starting model was trained on them. */
  readonly notBefore?: TimeMark | undefined;
  /** Name of the random stream (default: that of the held-out facts). Splits with different names are independent. */
  readonly stream?: string;
}

/** The options of a run's split. */
export function heldOutOptions(
  { heldOutFraction, heldOutSplit, seed }: TrainingConfig,
  { learnedBefore }: Pick<TrainingSet, 'learnedBefore'>,
): HeldOutOptions {
  return { fraction: heldOutFraction, by: heldOutSplit, seed, notBefore: learnedBefore };
}

/** A fact that may be held out. */
export interface Candidate {
  /** When it first occurred, in milliseconds since 1970; undefined if that is not known. */
  readonly at: number | undefined;
  /** In [0, 1): follows from the seed and the content. */
  readonly draw: number;
}

/** The name of the random stream that decides which facts are held out. */
export const HELD_OUT_STREAM = 'held out';

/**
 * Gives each fact a random stream that depends on the seed and the fact's products only. Equal facts get equal streams.
 * @param ids Of a session its ids in their order; of a basket or pair see `sortIds`.
 */
export function drawOfFact(seed: number, stream: string, ids: readonly string[]): CounterRandom {
  return new CounterRandom(seed, `${stream} 0 ${JSON.stringify(ids)}`);
}

/** The ids of an unordered fact: distinct, in the order of their code units. */
export function sortIds(ids: readonly string[]): string[] {
  return [...new Set(ids)].sort();
}

/** Computes the share of facts that is held out. With many facts it is less than the fraction. */
function computeHeldOutShare(fraction: number, facts: number): number {
  return Math.min(fraction, MAX_HELD_OUT_FACTS / Math.max(facts, 1));
}

/** Decides which of the candidates are held out. */
export function chooseHeldOutRule(
  candidates: readonly Candidate[],
  { fraction, by = 'random', notBefore }: HeldOutOptions,
): HeldOutRule {
  const share = computeHeldOutShare(fraction, candidates.length);
  const timed = candidates.filter(hasTime);
  if (by === 'random' || (by === 'auto' && 2 * timed.length <= candidates.length)) return { by: 'random', share };
  const newest = timed.toSorted((a, b) => compareMarks(b, a));
  const last = newest[Math.round(share * candidates.length) - 1];
  if (last === undefined) return { by: 'time', share, from: null };
  const isBefore = notBefore !== undefined && compareMarks(last, notBefore) < 0;
  return { by: 'time', share, from: isBefore ? notBefore : { at: last.at, draw: last.draw } };
}

/** Whether a rule holds a fact out. */
export function isHeldOut({ at, draw }: Candidate, rule: HeldOutRule): boolean {
  if (rule.by === 'random') return draw < rule.share;
  return at !== undefined && rule.from !== null && compareMarks({ at, draw }, rule.from) >= 0;
}

/** Whether a rule holds out a pair. @param at RFC 3339 time, if the row has one. */
export function isPairHeldOut(
  ids: readonly [anchor: string, positive: string],
  at: string | undefined,
  seed: number,
  rule: HeldOutRule,
): boolean {
  const draw = drawOfFact(seed, HELD_OUT_STREAM, sortIds(ids)).uniform();
  return isHeldOut({ at: parseTime(at), draw }, rule);
}

/** Says which facts are held out. */
export function describeRule(rule: HeldOutRule): string {
  if (rule.by === 'random') return 'at random by their content';
  return rule.from === null ? 'by time, none' : `the newest, from ${new Date(rule.from.at).toISOString()} on`;
}

/** Negative if a is before b in time. */
export function compareMarks(a: TimeMark, b: TimeMark): number {
  return a.at - b.at || a.draw - b.draw;
}

function hasTime(candidate: Candidate): candidate is TimeMark {
  return candidate.at !== undefined;
}
