import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSeen } from '../../../../lambdas/core/training/data/new-rows.ts';
import { BASE_BYTES, estimateRunBytes } from '../../../../lambdas/core/training/data/run-memory.ts';
import { subsampleTrainingSet } from '../../../../lambdas/core/training/data/subsample.ts';
import { NO_NEGATIVE, type TrainingSet } from '../../../../lambdas/core/training/data/training-set.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

const DIM = 64;

/** A shop in which every third product is bought with the next. */
function shopOf(products: number): TrainingSet {
  const idOf = (i: number) => `product-${i % products}`;
  const catalog = Array.from({ length: products }, (_, i) => ({ id: idOf(i), title: `a thing called ${i}` }));
  const threes = catalog.filter((_, i) => i % 3 === 0);
  return trainingSet(catalog, [
    ...threes.map(({ id }, i) => ({ anchor: id, positive: idOf(3 * i + 1), negative: idOf(3 * i + 7) })),
    { anchor: [1, 2, 3], positive: idOf(0) },
    ...threes.map(({ id }, i) => ({ items: [id, idOf(3 * i + 1), idOf(3 * i + 4)], kind: 'basket' as const })),
  ]);
}

/** A memory budget for a share of what a run on the set needs beyond the base. */
const budgetFor = (set: TrainingSet, share: number, seed = 1) => ({
  maxBytes: BASE_BYTES + share * (estimateRunBytes(set, DIM) - BASE_BYTES),
  dim: DIM,
  seed,
});

/** The rows by the ids of their products. */
const rowsOf = ({ products, pairs, groups }: TrainingSet) => {
  const idOf = (row: number) => (row === NO_NEGATIVE ? '' : products[row]!.id);
  return [
    ...pairs.map(({ anchor, positive, negative }) => [idOf(anchor), idOf(positive), idOf(negative)].join()),
    ...groups.map(({ items, kind }) => [kind, ...Array.from(items, idOf)].join()),
  ];
};

const idsOf = ({ products }: TrainingSet) => products.map(({ id }) => id);

describe('subsampleTrainingSet', () => {
  it('returns the whole set if it fits', () => {
    const set = shopOf(60);
    expect(subsampleTrainingSet(set, budgetFor(set, 1))).toBe(set);
  });

  it('fits into any memory budget, with rows of the set and their products only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 90 }), fc.double({ min: 0, max: 1, noNaN: true }), (products, share) => {
        const set = shopOf(products);
        const budget = budgetFor(set, share);
        const part = subsampleTrainingSet(set, budget);
        expect(estimateRunBytes(part, DIM)).toBeLessThanOrEqual(budget.maxBytes + 1);
        const all = new Set(rowsOf(set));
        expect(rowsOf(part).filter((row) => !all.has(row))).toEqual([]);
        expect(idsOf(part)).toEqual(idsOf(set).filter((id) => new Set(idsOf(part)).has(id)));
      }),
    );
  });

  it('selects rows, and products without rows', () => {
    const set = shopOf(300);
    const part = subsampleTrainingSet(set, budgetFor(set, 0.5));
    const named = new Set(rowsOf(part).flatMap((row) => row.split(',')));
    expect(rowsOf(part).length).toBeGreaterThan(60);
    expect(idsOf(part).filter((id) => !named.has(id)).length).toBeGreaterThan(15);
  });

  it('selects new rows before seen rows, and keeps their marks', () => {
    const { pairs, groups, ...set } = shopOf(300);
    const seen = { ...set, pairs: pairs.map((row) => ({ ...row, newWeight: 0 })), groups };
    expect(subsampleTrainingSet(seen, budgetFor(seen, 0.6)).pairs).toEqual([]);
    const part = subsampleTrainingSet(seen, budgetFor(seen, 0.98));
    expect(part.groups).toHaveLength(groups.length);
    expect(part.groups.some(isSeen)).toBe(false);
    expect(part.pairs.length).toBeGreaterThan(0);
    expect(part.pairs.every(isSeen)).toBe(true);
  });

  it('skips a row that is too large, at any position', () => {
    const catalog = Array.from({ length: 300 }, (_, i) => ({ id: `product-${i}`, title: `a thing called ${i}` }));
    const giant = { items: catalog.map(({ id }) => id), kind: 'basket' as const };
    const few = [0, 10, 20, 30].map((i) => ({ anchor: `product-${i}`, positive: `product-${i + 1}` }));
    const set = trainingSet(catalog, [giant, ...few]);
    for (let seed = 0; seed < 20; seed++) {
      const part = subsampleTrainingSet(set, budgetFor(set, 0.5, seed));
      expect([part.groups.length, part.pairs.length], `seed ${seed}`).toEqual([0, 4]);
    }
  });

  it('fills the memory with products when there are few rows', () => {
    const catalog = idsOf(shopOf(200))
      .slice(1)
      .map((id) => ({ id, title: 'a thing' }));
    const set = trainingSet(catalog, [{ anchor: catalog[0]!.id, positive: catalog[1]!.id }]);
    const part = subsampleTrainingSet(set, budgetFor(set, 0.5));
    expect(part.pairs).toHaveLength(1);
    expect(part.products.length).toBeGreaterThan(90);
  });

  it('repeats for the same seed, differs for another, and stays mostly the same when the shop grows', () => {
    const set = shopOf(300);
    const part = subsampleTrainingSet(set, budgetFor(set, 0.4));
    expect(subsampleTrainingSet(set, budgetFor(set, 0.4))).toEqual(part);
    expect(idsOf(subsampleTrainingSet(set, budgetFor(set, 0.4, 2)))).not.toEqual(idsOf(part));
    const grown = shopOf(303);
    const later = new Set(idsOf(subsampleTrainingSet(grown, budgetFor(grown, 0.4))));
    expect(idsOf(part).filter((id) => later.has(id)).length / part.products.length).toBeGreaterThan(0.8);
  });

  it('counts a product that only a row contains as outside the catalog', () => {
    const set = shopOf(60);
    const seeds = Array.from({ length: 20 }, (_, seed) => subsampleTrainingSet(set, budgetFor(set, 0.8, seed)));
    const inline = seeds.filter(({ products, catalogSize }) => products.length > catalogSize);
    expect(inline.length).toBeGreaterThan(0);
    expect(inline.every(({ products }) => products.at(-1)!.features?.length === 3)).toBe(true);
  });
});
