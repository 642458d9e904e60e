import type { CountedFact } from './fact-counter.ts';

/** A fact that occurs so many times as often as nearly all facts is frequent. */
const TIMES_BASE = 5;
/** The share of facts that occur less often than the base: copies of whole files raise it. */
const BASE_SHARE = 0.05;

type Times = Pick<CountedFact<unknown>, 'times'>;

/**
 * Finds the facts that occur much more often than others. They are never held out: a model that goes live must know
 * them, and a fact takes all its rows with it.
 * @returns whether a fact is frequent
 */
export function findFrequent(facts: readonly Times[]): (fact: Times) => boolean {
  const sorted = Float64Array.from(facts, ({ times }) => times).sort();
  const base = sorted[Math.floor(BASE_SHARE * sorted.length)] ?? 1;
  return ({ times }) => times >= TIMES_BASE * base;
}
