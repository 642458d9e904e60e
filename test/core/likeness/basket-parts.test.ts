import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupRow } from '../../../lambdas/core/catalog/training-row.ts';
import { CoOccurrenceCounts } from '../../../lambdas/core/evaluation/scorers/co-occurrence-counts.ts';
import { buildItemKnnScorer } from '../../../lambdas/core/evaluation/scorers/item-knn-scorer.ts';
import { MAX_OF_PRODUCT, partBaskets } from '../../../lambdas/core/likeness/basket-parts.ts';
import { computeCoOccurrence } from '../../../lambdas/core/likeness/co-occurrence.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { trainingSet } from '../../support/core/training-factories.ts';

const basketOf = (size: number, from = 0) => ({
  items: Int32Array.from({ length: size }, (_, i) => from + i),
  kind: 'basket' as const,
});
const sizes = fc.array(fc.integer({ min: 2, max: 400 }), { minLength: 1, maxLength: 12 });

describe('partBaskets', () => {
  it('gives no product more from one basket than a limit, however large it is', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 100, max: 100_000 }), (all, maxComparisons) => {
        for (const { items, pairWeight } of partBaskets(
          all.map((size) => basketOf(size)),
          maxComparisons,
        )) {
          const ofProduct = (items.length - 1) * pairWeight;
          expect(ofProduct).toBeGreaterThanOrEqual(0);
          expect(ofProduct).toBeLessThanOrEqual(MAX_OF_PRODUCT + 1e-9);
        }
      }),
    );
  });

  it('counts a pair of a small basket more than one of a large basket', () => {
    const weights = [2, 5, 17, 65, 257].map((size) => partBaskets([basketOf(size)])[0]!.pairWeight);
    expect(weights).toEqual([4, 2, 1, 0.5, 0.125]);
  });

  it('puts every product of a basket into one part, and keeps to the limit of comparisons', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 5000, max: 100_000 }), (all, maxComparisons) => {
        const baskets = all.map((size, i) => basketOf(size, 1000 * i));
        const parts = partBaskets(baskets, maxComparisons);
        const items = parts.flatMap((part) => [...part.items]).sort((a, b) => a - b);
        expect(items).toEqual(baskets.flatMap((basket) => [...basket.items]));
        const comparisons = parts.reduce((sum, part) => sum + part.items.length ** 2, 0);
        expect(comparisons).toBeLessThanOrEqual(Math.max(maxComparisons, 2 * items.length));
      }),
    );
  });

  it('leaves a basket of 10,000 products whole beside small ones', () => {
    const parts = partBaskets([basketOf(10_000), basketOf(3)]);
    expect(parts.map((part) => part.items.length)).toEqual([10_000, 3]);
  });
});

describe('two products that are together in long baskets', () => {
  const ids = Array.from({ length: 600 }, (_, i) => `p${String(i).padStart(3, '0')}`);
  const catalog = ids.map((id) => ({ id }));
  const random = new CounterRandom(1, 'long baskets');
  const shuffled = <Of>(all: readonly Of[]): Of[] => {
    const order = Int32Array.from(all.keys());
    random.shuffle(order);
    return Array.from(order, (at) => all[at]!);
  };
  /** The first and the last product are in the same 20 baskets of 260; the others are drawn at random. */
  const baskets = Array.from({ length: 100 }, (_, i): GroupRow => {
    const others = shuffled(ids.slice(1, -1)).slice(0, 258);
    const items = i < 20 ? [ids[0]!, ...others, ids.at(-1)!] : others;
    return { items: items.toSorted(), kind: 'basket' };
  });
  const last = ids.length - 1;

  it('are found in every order of the products', () => {
    const sorted = trainingSet(catalog, baskets);
    const mixed = trainingSet(
      catalog,
      baskets.map(({ items, kind }) => ({ items: shuffled(items), kind })),
    );
    const rows = [sorted, mixed].map((set) => computeCoOccurrence(ids.length, set));
    expect(rows[0]!.columns[rows[0]!.offsets[0]!]).toBe(last);
    expect(rows[1]).toEqual(rows[0]);
    for (const set of [sorted, mixed]) {
      const scores = buildItemKnnScorer(new CoOccurrenceCounts(ids.length, set), 'cosine')(0);
      expect(scores.indexOf(Math.max(...scores))).toBe(last);
    }
  });
});
