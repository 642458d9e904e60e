import { weighTimes } from './evidence-weight.ts';
import type { CountedFact } from './fact-counter.ts';
import type { TogetherIndex } from './together-index.ts';
import { type Fact, NO_NEGATIVE, type PairRow } from './training-set.ts';

/** The products of a pair or triplet. */
export interface PairProducts extends Pick<PairRow, 'anchor' | 'positive' | 'negative'> {
  /** Whether the row was made from other rows, as those of `kindred mine`. */
  readonly isMade: boolean;
}

type Counted = CountedFact<PairProducts>;

/** A key of two products that does not depend on their order. */
export function pairKey(a: number, b: number): string {
  return a < b ? `${a},${b}` : `${b},${a}`;
}

/**
 * Builds the rows of pairs and triplets, so that each pair of products is evidence once:
 * - A pair that stands in both directions is one fact, in the direction that is more frequent.
 * - Triplets of one pair with several negatives are one fact: one of them has the weight, the others have none.
 * - Triplets have no weight of their own if the pair also stands as a pair or in a group.
 * - A row that was made from others has weight only if no other row holds its pair.
 * @param groups Groups that are no bot's. @param isFrequent Whether a fact is never held out because it is frequent.
 */
export function buildPairRows(
  facts: readonly Counted[],
  groups: TogetherIndex,
  isFrequent: (fact: Counted) => boolean,
): PairRow[] {
  const byPair = new Map<string, Counted[]>();
  for (const fact of facts) {
    const key = pairKey(fact.row.anchor, fact.row.positive);
    const known = byPair.get(key);
    if (known === undefined) byPair.set(key, [fact]);
    else known.push(fact);
  }
  const rows = new Map<Counted, PairRow>();
  for (const ofPair of byPair.values()) addRows(ofPair, groups, isFrequent, rows);
  return facts.flatMap((fact) => rows.get(fact) ?? []);
}

/** Adds the rows of one pair of products. */
function addRows(
  facts: readonly Counted[],
  groups: TogetherIndex,
  isFrequent: (fact: Counted) => boolean,
  rows: Map<Counted, PairRow>,
): void {
  const { anchor, positive } = facts[0]!.row;
  const isInGroup = groups.has(anchor, positive);
  const plain = facts.filter(({ row }) => row.negative === NO_NEGATIVE && !row.isMade);
  const triplets = facts.filter((fact) => !plain.includes(fact));
  const given = triplets.filter(({ row }) => !row.isMade);
  const evidence = plain[0] ?? (isInGroup ? undefined : (given[0] ?? triplets[0]));
  const isFrequentPair = facts.some(isFrequent);
  const common = {
    ...firstTime(facts),
    ...(isFrequentPair && { neverHeldOut: 'frequent' as const }),
    ...(isInGroup && { neverHeldOut: 'derived' as const }),
  };
  if (plain.length > 0) rows.set(plain[0]!, { ...joinDirections(plain), ...common });
  for (const fact of triplets) {
    const { isMade, ...products } = fact.row;
    const weight =
      fact === evidence ? weighOccurrences(triplets) : { weight: 0, ...(isSeen(fact) && { newWeight: 0 }) };
    rows.set(fact, { ...products, ...weight, ...common, ...(isMade && { neverHeldOut: 'derived' }) });
  }
}

/** One row of a pair that stands in one direction or in both. With equal counts the smaller product is the anchor. */
function joinDirections(plain: readonly Counted[]): PairRow {
  const [kept] = plain.toSorted((a, b) => b.times - a.times || a.row.anchor - b.row.anchor);
  const { isMade: _, ...products } = kept!.row;
  return { ...products, ...weighOccurrences(plain) };
}

/** The weight by the most occurrences of one row. */
export function weighOccurrences(
  facts: readonly Pick<CountedFact<unknown>, 'times' | 'seenTimes'>[],
): Pick<Fact, 'weight' | 'newWeight'> {
  const weight = weighTimes(facts.reduce((most, { times }) => Math.max(most, times), 0));
  const seen = weighTimes(facts.reduce((most, { seenTimes }) => Math.max(most, seenTimes), 0));
  return { ...(weight !== 1 && { weight }), ...(seen > 0 && { newWeight: Math.max(0, weight - seen) }) };
}

function isSeen({ times, seenTimes }: Counted): boolean {
  return times === seenTimes;
}

/** When a fact first occurred; nothing if a row of it has no time. */
export function firstTime(facts: readonly Pick<CountedFact<unknown>, 'at' | 'hasRowWithoutTime'>[]): Pick<Fact, 'at'> {
  if (facts.some(({ hasRowWithoutTime }) => hasRowWithoutTime)) return {};
  return { at: facts.reduce((first, { at }) => Math.min(first, at!), Number.POSITIVE_INFINITY) };
}
