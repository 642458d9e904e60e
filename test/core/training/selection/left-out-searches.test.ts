import { describe, expect, it } from 'vitest';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { findSearches } from '../../../../lambdas/core/training/plans/find-searches.ts';
import { splitSearches } from '../../../../lambdas/core/training/selection/left-out-searches.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

const products = Array.from({ length: 400 }, (_, i) => ({ id: `p${String(i).padStart(3, '0')}`, title: `thing ${i}` }));
const searches = Array.from({ length: 300 }, (_, i) => ({ id: `q${String(i).padStart(3, '0')}`, title: `words ${i}` }));
const productOf = (i: number): string => products[i % products.length]!.id;

/** Four answers of each search, the search being a product of the catalog, or a text. */
const askedAs = (toRow: (search: { id: string; title: string }, positive: string) => TrainingRow): TrainingRow[] =>
  searches.flatMap((search, s) => [1, 7, 31, 97].map((step) => toRow(search, productOf(s * step + step))));
const asProducts = askedAs(({ id }, positive) => ({ anchor: id, positive }));
const asTexts = askedAs(({ title }, positive) => ({ query: title, positive }));

describe('findSearches', () => {
  it('finds products that are only asked with, and texts', () => {
    const set = trainingSet([...products, ...searches], asProducts);
    const found = [...findSearches(set)].map((row) => set.products[row]!.id);
    expect(found.sort()).toEqual(searches.map(({ id }) => id));
    expect(findSearches(trainingSet(products, asTexts)).size).toBe(searches.length);
  });

  it('leaves out products that are bought too', () => {
    const basket = { items: ['q000', 'q001', 'p005'], kind: 'basket' as const };
    expect(findSearches(trainingSet([...products, ...searches], [...asProducts, basket])).size).toBe(298);
  });

  it('finds none where pairs have no direction', () => {
    const pairs = Array.from({ length: 900 }, (_, i) => ({ anchor: productOf(i), positive: productOf(i * 3 + 1) }));
    expect(findSearches(trainingSet(products, pairs)).size).toBe(0);
  });

  it('finds none in a matching, where each product has one pair', () => {
    const pairs = searches.map(({ id }, i) => ({ anchor: id, positive: productOf(i) }));
    expect(findSearches(trainingSet([...products, ...searches], pairs)).size).toBe(0);
  });
});

describe('splitSearches', () => {
  it('leaves out all rows of about a tenth of the searches, the same for the same seed', () => {
    for (const set of [trainingSet([...products, ...searches], asProducts), trainingSet(products, asTexts)]) {
      const { training, leftOut } = splitSearches(set, 1);
      expect(leftOut.length).toBeGreaterThan(15);
      expect(leftOut.length).toBeLessThan(50);
      const queries = new Set(leftOut.map(({ query }) => query));
      expect(training.pairs).toEqual(set.pairs.filter(({ anchor }) => !queries.has(anchor)));
      const answers = (query: number) => set.pairs.filter(({ anchor }) => anchor === query).map((row) => row.positive);
      for (const { query, relevant } of leftOut) expect(new Set(relevant)).toEqual(new Set(answers(query)));
      expect(splitSearches(set, 1)).toEqual({ training, leftOut });
      expect(splitSearches(set, 2).leftOut).not.toEqual(leftOut);
    }
  });

  it('leaves out nothing if there are too few to choose by', () => {
    const few = trainingSet(products, asTexts.slice(0, 400));
    expect(splitSearches(few, 1)).toEqual({ training: few, leftOut: [] });
  });
});
