import type { Occurrences } from '../catalog/training-row.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/** The largest distance of two places that count as together: products further apart in a long list are unrelated. */
const MAX_DISTANCE = { session: 20, basket: 200 } as const;
/** Shrinkage constant of the denominator: about so much joint evidence gives a score half its full value. */
const SHRINKAGE = 20;
/**
 * The power of the partner's row count in the denominator (Deshpande and Karypis 2004, section 4.2.1). A basket shows
 * what goes together, so popularity is removed: cosine. A session shows what comes next, so popularity is part of the
 * answer.
 */
const POPULARITY_POWER = { session: 0.3, basket: 0.5 } as const;

/** Default limit of partners per product. */
const MAX_PARTNERS = 300;

/** One occurrence of a product in a basket or session. */
interface Place {
  readonly items: Int32Array;
  /** Index in `items`. */
  readonly at: number;
  readonly kind: 'basket' | 'session';
}

/**
 * Computes for each product its co-occurrence with others, as weights of training evidence:
 * - baskets and sessions: together / (a^0.5 b^power + 20), from the counts a and b of rows with one or the other;
 *   two places of a session count 1 / sqrt(distance);
 * - pairs: together / sqrt(a b), without shrinkage.
 *
 * Unlike the baseline's `CoOccurrenceCounts` it discounts distance, and is computed for all products at once.
 * @param N Number of products. @param maxPartners Entries per row, default 300.
 * @returns (N) rows of partners.
 */
export function computeCoOccurrence(N: number, training: Occurrences, maxPartners = MAX_PARTNERS): WeightedRows {
  const { places, groupCounts } = indexGroups(N, training.groups);
  const { partners, pairCounts } = indexPairs(N, training.pairs);
  const popularity = {
    session: groupCounts.map((count) => toPower(count, POPULARITY_POWER.session)),
    basket: groupCounts.map((count) => toPower(count, POPULARITY_POWER.basket)),
  };
  const builder = new WeightedRowsBuilder();
  const scores = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const touched: number[] = [];
    const add = (j: number, score: number) => {
      if (j === i) return;
      if (scores[j] === 0) touched.push(j);
      scores[j]! += score;
    };
    for (const place of places[i]!) {
      const ofKind = popularity[place.kind];
      visitNearby(place, (j, count) => add(j, count / (Math.sqrt(groupCounts[i]!) * ofKind[j]! + SHRINKAGE)));
    }
    for (const j of partners[i]!) add(j, 1 / Math.sqrt(pairCounts[i]! * pairCounts[j]!));
    builder.add(touched, (column) => scores[column]!, maxPartners);
    for (const column of touched) scores[column] = 0;
  }
  return builder.build();
}

/** Places and numbers of groups by product. */
function indexGroups(
  N: number,
  groups: Occurrences['groups'],
): { readonly places: readonly Place[][]; readonly groupCounts: Float64Array } {
  const places: Place[][] = Array.from({ length: N }, () => []);
  const groupCounts = new Float64Array(N);
  for (const { items, kind } of groups) {
    items.forEach((item, at) => {
      places[item]!.push({ items, at, kind });
    });
    for (const item of new Set(items)) groupCounts[item]! += 1;
  }
  return { places, groupCounts };
}

/** Partners and numbers of pairs by product. */
function indexPairs(
  N: number,
  pairs: Occurrences['pairs'],
): { readonly partners: readonly number[][]; readonly pairCounts: Float64Array } {
  const partners: number[][] = Array.from({ length: N }, () => []);
  const pairCounts = new Float64Array(N);
  for (const { anchor, positive } of pairs) {
    partners[anchor]!.push(positive);
    partners[positive]!.push(anchor);
    pairCounts[anchor]! += 1;
    pairCounts[positive]! += 1;
  }
  return { partners, pairCounts };
}

function toPower(count: number, power: number): number {
  return count === 0 ? 0 : portableExp(power * portableLog(count));
}

/** Calls `visit` with each product within reach of a place, and how much the two count as together. */
function visitNearby({ items, at, kind }: Place, visit: (row: number, count: number) => void): void {
  const end = Math.min(items.length, at + MAX_DISTANCE[kind] + 1);
  for (let other = Math.max(0, at - MAX_DISTANCE[kind]); other < end; other++) {
    if (other === at) continue;
    visit(items[other]!, kind === 'session' ? 1 / Math.sqrt(Math.abs(other - at)) : 1);
  }
}
