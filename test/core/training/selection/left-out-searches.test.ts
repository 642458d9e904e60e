import { describe, expect, it } from 'vitest';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { findSearches, isOfSearches } from '../../../../lambdas/core/training/plans/find-searches.ts';
import { splitSearches } from '../../../../lambdas/core/training/selection/left-out-searches.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

const products = Array.from({ length: 400 }, (_, i) => ({
  id: `p${String(i).padStart(3, '0')}`,
  title: `thing ${i}`,
  brand: `maker ${i % 9}`,
}));
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

  it('finds products of which the other fields are empty', () => {
    const empty = searches.map((search) => ({ ...search, brand: '', category: [], attributes: {}, aliases: [] }));
    expect(findSearches(trainingSet([...products, ...empty], asProducts)).size).toBe(searches.length);
  });

  it('leaves out products that are bought too', () => {
    const basket = { items: ['q000', 'q001', 'p005'], kind: 'basket' as const };
    expect(findSearches(trainingSet([...products, ...searches], [...asProducts, basket])).size).toBe(298);
  });

  it('takes no product for a search: one that has more than a title, or as little as the answers', () => {
    const phones = searches.map((search) => ({ ...search, category: 'phones' }));
    expect(findSearches(trainingSet([...products, ...phones], asProducts)).size).toBe(0);
    const bare = products.map(({ id, title }) => ({ id, title }));
    expect(findSearches(trainingSet([...bare, ...searches], asProducts)).size).toBe(0);
    expect(findSearches(trainingSet(bare, asTexts)).size).toBe(searches.length);
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

  it('takes searches that ask the same as one: they are left out together, and asked once with all answers', () => {
    const forms = (s: number) => [`red mug ${s}`, `  RED Mugs ${s}!`, `red\u00a0ｍｕｇ ${s}`];
    const doubled = searches.flatMap((_search, s) =>
      forms(s).flatMap((query, i) => [1, 7].map((step) => ({ query, positive: productOf(s * step + 31 * i) }))),
    );
    const set = trainingSet(products, doubled);
    const { training, leftOut } = splitSearches(set, 1);
    expect(leftOut.length).toBeGreaterThan(15);
    expect(leftOut.length).toBeLessThan(50);
    const numberOf = (row: number) => /\d+/.exec(set.products[row]!.title!)![0];
    const trained = new Set(training.pairs.map(({ anchor }) => numberOf(anchor)));
    for (const { query, rows, relevant } of leftOut) {
      expect(rows).toHaveLength(3);
      expect(new Set(rows.map(numberOf))).toEqual(new Set([numberOf(query)]));
      expect(trained.has(numberOf(query))).toBe(false);
      const answers = set.pairs.filter(({ anchor }) => rows.includes(anchor)).map(({ positive }) => positive);
      expect(new Set(relevant)).toEqual(new Set(answers));
    }
  });

  it('counts searches that ask the same once', () => {
    const few = askedAs(({ title }, positive) => ({ query: title, positive })).slice(0, 4 * 150);
    const loud = askedAs(({ title }, positive) => ({ query: title.toUpperCase(), positive })).slice(0, 4 * 150);
    const set = trainingSet(products, [...few, ...loud]);
    expect(findSearches(set).size).toBe(300);
    expect(splitSearches(set, 1)).toEqual({ training: set, leftOut: [] });
    expect(isOfSearches(set)).toBe(false);
  });

  it('leaves out no search of which another form is frequent', () => {
    const loud = askedAs(({ title }, positive) => ({ query: title.toUpperCase(), positive }));
    const frequent = loud.slice(0, 400).flatMap((row) => Array.from({ length: 20 }, () => row));
    const set = trainingSet(products, [...asTexts, ...frequent]);
    expect(set.pairs.some(({ neverHeldOut }) => neverHeldOut === 'frequent')).toBe(true);
    const { leftOut } = splitSearches(set, 1);
    expect(leftOut.length).toBeGreaterThan(10);
    const textOf = (row: number) => set.products[row]!.title!.toLowerCase();
    const comesAgain = set.pairs.filter(({ neverHeldOut }) => neverHeldOut === 'frequent');
    const frequentTexts = new Set(comesAgain.map(({ anchor }) => textOf(anchor)));
    expect(leftOut.filter(({ query }) => frequentTexts.has(textOf(query)))).toEqual([]);
  });

  it('leaves out nothing if there are too few to choose by', () => {
    const few = trainingSet(products, asTexts.slice(0, 400));
    expect(splitSearches(few, 1)).toEqual({ training: few, leftOut: [] });
  });

  it('leaves out no search that is frequent', () => {
    const frequent = asTexts.flatMap((row, i) => (i % 8 < 4 ? [row] : Array.from({ length: 20 }, () => row)));
    const rare = askedAs(({ title }, positive) => ({ query: `rare ${title}`, positive }));
    const set = trainingSet(products, [...rare, ...frequent]);
    const { leftOut } = splitSearches(set, 1);
    expect(leftOut.length).toBeGreaterThan(15);
    const isFrequent = (query: number) => set.pairs.some((p) => p.anchor === query && p.neverHeldOut === 'frequent');
    expect(leftOut.filter(({ query }) => isFrequent(query))).toEqual([]);
  });

  it('leaves out no search that the starting model was trained on', () => {
    const set = trainingSet(products, asTexts);
    const oldAnchors = new Set(set.pairs.slice(0, 320).map(({ anchor }) => anchor));
    const pairs = set.pairs.map((pair) => (oldAnchors.has(pair.anchor) ? { ...pair, newWeight: 0 } : pair));
    const { leftOut } = splitSearches({ ...set, pairs }, 1);
    expect(leftOut.length).toBeGreaterThan(10);
    expect(leftOut.filter(({ query }) => oldAnchors.has(query))).toEqual([]);
    const [last] = set.pairs.slice(-1);
    const oneNew = { ...set, pairs: set.pairs.map((pair) => (pair === last ? pair : { ...pair, newWeight: 0 })) };
    expect(splitSearches(oneNew, 1)).toEqual({ training: oneNew, leftOut: [] });
  });

  it('trains on all searches if hardly any left-out one has an answer in the catalog', () => {
    const set = { ...trainingSet(products, asTexts), catalogSize: 5 };
    expect(splitSearches(set, 1)).toEqual({ training: set, leftOut: [] });
  });
});
