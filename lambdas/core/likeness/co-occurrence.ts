import type { Occurrences } from '../catalog/training-row.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import { type BasketPart, computeLargeness, partBaskets, weighPairsOfBasket } from './basket-parts.ts';
import { type WeightedRows, WeightedRowsBuilder } from './weighted-rows.ts';

/** The largest distance of two places of a session that count as together: products further apart are unrelated. */
const SESSION_DISTANCE = 20;
/** Shrinkage constant of the denominator: about so much joint evidence gives a score half its full value. */
const SHRINKAGE = 20;
/**
 * The power of the partner's row count in the denominator (Deshpande and Karypis 2004, section 4.2.1). A basket shows
 * what goes together, so popularity is removed: cosine. A session shows what comes next, so popularity is part of the
 * answer.
 */
const POPULARITY_POWER = { session: 0.3, basket: 0.5 } as const;

/** In baskets the shrinkage counts so many times as much. With less, products of few baskets outrank popular ones. */
const BASKET_DIVISOR = 2;

/** Default limit of partners per product. */
const MAX_PARTNERS = 300;

export interface CoOccurrenceOptions {
  /** Entries per row, default 300. */
  readonly maxPartners?: number;
  /** Whether products that are together in baskets by chance alone count too (default false). */
  readonly withChance?: boolean;
  /**
   * Whether partners in baskets and sessions are ranked by how often they are together (default false), because the
   * popular products are the answer (popular-answers.ts). Chance counts then too.
   */
  readonly keepsPopularity?: boolean;
}

/** One occurrence of a product in a session. */
interface Place {
  readonly items: Int32Array;
  /** Index in `items`. */
  readonly at: number;
  readonly weight: number;
}

/**
 * Computes for each product its co-occurrence with others, as weights of training evidence:
 * - sessions: together / (a^0.5 b^0.3 + 20), and baskets: together / (a^0.5 b^0.5 / 2 + 20), from the weights a and b of
 *   the facts with one or the other;
 *   two places of a session count 1 / sqrt(distance), and two products of a basket less if it is large (partBaskets);
 *   from the count of baskets, that of chance is subtracted, and what is left must be above 0 (chanceInBaskets);
 * - pairs: together / sqrt(a b), without shrinkage.
 * With `keepsPopularity` b is the count of a product in the middle of all sales, the same for every partner.
 *
 * Unlike the baseline's `CoOccurrenceCounts` it discounts distance and size, and is computed for all products at once.
 * @param N Number of products.
 * @returns (N) rows of partners.
 */
export function computeCoOccurrence(
  N: number,
  training: Occurrences,
  { maxPartners = MAX_PARTNERS, withChance = false, keepsPopularity = false }: CoOccurrenceOptions = {},
): WeightedRows {
  const places = indexSessions(N, training.groups);
  const baskets = indexBaskets(N, training.groups);
  const groupCounts = countGroups(N, training.groups);
  const chance = withChance || keepsPopularity ? () => 0 : chanceInBaskets(baskets);
  const { partners, pairCounts } = indexPairs(N, training.pairs);
  const removed = keepsPopularity ? new Float64Array(N).fill(computeUsualCount(groupCounts)) : groupCounts;
  const popularity = {
    session: removed.map((count) => toPower(count, POPULARITY_POWER.session)),
    basket: removed.map((count) => toPower(count, POPULARITY_POWER.basket)),
  };
  const builder = new WeightedRowsBuilder();
  const scores = new Float64Array(N);
  const together = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    const touched: number[] = [];
    const add = (j: number, score: number) => {
      if (j === i) return;
      if (scores[j] === 0) touched.push(j);
      scores[j]! += score;
    };
    const a = Math.sqrt(groupCounts[i]!);
    for (const place of places[i]!)
      visitNearby(place, (j, count) => add(j, count / (a * popularity.session[j]! + SHRINKAGE)));
    for (const j of addBaskets(baskets[i]!, together)) {
      const above = together[j]! - chance(i, j);
      if (above > 0) add(j, above / ((a * popularity.basket[j]!) / BASKET_DIVISOR + SHRINKAGE));
      together[j] = 0;
    }
    for (const { row: j, weight } of partners[i]!) add(j, weight / Math.sqrt(pairCounts[i]! * pairCounts[j]!));
    builder.add(touched, (column) => scores[column]!, maxPartners);
    for (const column of touched) scores[column] = 0;
  }
  return builder.build();
}

/** Adds the weights of baskets to their products. @returns the products, those without a weight before */
function addBaskets(baskets: readonly BasketPart[], together: Float64Array): number[] {
  const touched: number[] = [];
  for (const { items, pairWeight } of baskets) {
    for (let k = 0; k < items.length; k++) {
      const item = items[k]!;
      if (together[item] === 0) touched.push(item);
      together[item]! += pairWeight;
    }
  }
  return touched;
}

/**
 * Computes how much two products would be together in large baskets by chance: what i gets from these, times the share
 * of j in what all products get. There nearly all products are together, and what is above chance is the evidence. In a
 * small basket it is the choice of a customer that popular products are together. So a basket counts by its size: all of
 * one of 65 products, a quarter of one of 17.
 */
function chanceInBaskets(baskets: readonly (readonly BasketPart[])[]): (i: number, j: number) => number {
  const totals = Float64Array.from(baskets, (of) =>
    of.reduce(
      (sum, { items, pairWeight }) => sum + computeLargeness(items.length) * (items.length - 1) * pairWeight,
      0,
    ),
  );
  const all = totals.reduce((sum, total) => sum + total, 0);
  return (i, j) => (all === 0 ? 0 : (totals[i]! * totals[j]!) / all);
}

/** The places of sessions by product. */
function indexSessions(N: number, groups: Occurrences['groups']): Place[][] {
  const places: Place[][] = Array.from({ length: N }, () => []);
  for (const { items, kind, weight = 1 } of groups) {
    if (kind !== 'session') continue;
    items.forEach((item, at) => {
      places[item]!.push({ items, at, weight });
    });
  }
  return places;
}

/** The baskets by product. */
function indexBaskets(N: number, groups: Occurrences['groups']): BasketPart[][] {
  const baskets: BasketPart[][] = Array.from({ length: N }, () => []);
  for (const part of partBaskets(groups)) for (const item of part.items) baskets[item]!.push(part);
  return baskets;
}

/** (N): the weights of the groups that hold each product; of a basket, that of its pairs, which these are divided by. */
function countGroups(N: number, groups: Occurrences['groups']): Float64Array {
  const counts = new Float64Array(N);
  for (const { items, kind, weight = 1 } of groups) {
    const count = kind === 'basket' && items.length > 1 ? weight * weighPairsOfBasket(items.length) : weight;
    for (const item of new Set(items)) counts[item]! += count;
  }
  return counts;
}

/** The count of a product as it is met in a group: the mean of the counts, each as often as it is counted. */
function computeUsualCount(counts: Float64Array): number {
  const sum = counts.reduce((total, count) => total + count, 0);
  return counts.reduce((total, count) => total + count * count, 0) / Math.max(1, sum);
}

interface Partner {
  readonly row: number;
  readonly weight: number;
}

/** Partners and weights of pairs by product. */
function indexPairs(
  N: number,
  pairs: Occurrences['pairs'],
): { readonly partners: readonly Partner[][]; readonly pairCounts: Float64Array } {
  const partners: Partner[][] = Array.from({ length: N }, () => []);
  const pairCounts = new Float64Array(N);
  for (const { anchor, positive, weight = 1 } of pairs) {
    if (weight === 0) continue;
    partners[anchor]!.push({ row: positive, weight });
    partners[positive]!.push({ row: anchor, weight });
    pairCounts[anchor]! += weight;
    pairCounts[positive]! += weight;
  }
  return { partners, pairCounts };
}

function toPower(count: number, power: number): number {
  return count === 0 ? 0 : portableExp(power * portableLog(count));
}

/** Calls `visit` with each product within reach of a place, and how much the two count as together. */
function visitNearby({ items, at, weight }: Place, visit: (row: number, count: number) => void): void {
  const end = Math.min(items.length, at + SESSION_DISTANCE + 1);
  for (let other = Math.max(0, at - SESSION_DISTANCE); other < end; other++) {
    if (other !== at) visit(items[other]!, weight / Math.sqrt(Math.abs(other - at)));
  }
}
