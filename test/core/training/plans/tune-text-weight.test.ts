import { describe, expect, it } from 'vitest';
import { findTextNeighbours } from '../../../../lambdas/core/likeness/text-neighbours.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { prepareModel } from '../../../../lambdas/core/training/plans/prepared-model.ts';
import { tuneTextWeight } from '../../../../lambdas/core/training/plans/tune-text-weight.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

const config = buildTrainingConfig();

function tuned(set: ReturnType<typeof trainingSet>) {
  const { inputs } = prepareModel(set.products, [], 0, config);
  return tuneTextWeight(set, findTextNeighbours(inputs, 50, new Uint8Array(inputs.B).fill(1)), config);
}

describe('tuneTextWeight', () => {
  const products = colouredThings();

  it('gives text a low weight when baskets follow something that is not in the text', () => {
    const { textWeight, tried } = tuned(trainingSet(products, tasteBaskets()));
    expect(textWeight).toBeLessThanOrEqual(0.028);
    expect(tried.map((one) => one.behind).every((behind) => behind >= 0)).toBe(true);
    expect(tried.filter((one) => one.behind === 0).map((one) => one.standardError)).toEqual([0]);
  });

  it('gives text a high weight when products bought together have similar titles', () => {
    const byTitle = Map.groupBy(products, ({ title }) => title!.split(' ')[0]!);
    const baskets = [...byTitle.values()].flatMap((alike) =>
      alike.slice(2).map(({ id }, i) => ({ items: [alike[i]!.id, alike[i + 1]!.id, id], kind: 'basket' as const })),
    );
    expect(tuned(trainingSet(products, baskets)).textWeight).toBeGreaterThan(0.1);
  });

  it('gives text more weight than any pair where the answers of a search share its words and no other answers', () => {
    const byThing = Map.groupBy(products, ({ title }) => title!.split(' ')[1]!);
    const rows = [...byThing].flatMap(([thing, alike]) =>
      Array.from({ length: 40 }, (_, i) =>
        alike.map(({ id }) => ({ query: `${thing} word${i}`, positive: id })),
      ).flat(),
    );
    expect(tuned(trainingSet(products, rows)).textWeight).toBeGreaterThan(0.32);
    // With fewer than 200 searches nothing is taken for data of searches.
    expect(tuned(trainingSet(products, rows.slice(0, 500))).textWeight).toBe(0.057);
  });

  it('uses the middle weight if no pair occurs in two rows, so that only text could predict it', () => {
    const pairs = products.flatMap(({ id }, i) =>
      [1, 2, 5].map((step) => ({ anchor: id, positive: products[(i + step) % products.length]!.id })),
    );
    const baskets = pairs.map(({ anchor, positive }) => ({ items: [anchor, positive], kind: 'basket' as const }));
    for (const rows of [pairs, baskets])
      expect(tuned(trainingSet(products, rows))).toEqual({ textWeight: 0.057, tried: [] });
  });

  it('uses the middle weight when no row decides, as in a matching', () => {
    const { catalog, known } = twoShops(60);
    expect(tuned(trainingSet(catalog, known)).textWeight).toBe(0.057);
  });

  it('keeps a given weight without trying others', () => {
    const set = trainingSet(products, tasteBaskets());
    const text = {
      offsets: new Int32Array(products.length + 1),
      columns: new Int32Array(0),
      weights: new Float32Array(0),
    };
    expect(tuneTextWeight(set, text, buildTrainingConfig({ targetTextWeight: 0.3 }))).toEqual({
      textWeight: 0.3,
      tried: [],
    });
  });
});
