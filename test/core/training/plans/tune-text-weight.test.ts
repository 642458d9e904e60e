import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import { findTextNeighbours } from '../../../../lambdas/core/likeness/text-neighbours.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { prepareModel } from '../../../../lambdas/core/training/plans/prepared-model.ts';
import { tuneTextWeight } from '../../../../lambdas/core/training/plans/tune-text-weight.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';
import { twoShops } from '../../../support/core/two-shops.ts';

// Only the words are read: the numbers of an embedding change nothing.
const config = buildTrainingConfig({ dim: 16 });

function tuned(set: ReturnType<typeof trainingSet>, isMatched = false) {
  const { inputs } = prepareModel(set.products, [], 0, config);
  return tuneTextWeight(set, findTextNeighbours(inputs, 50, new Uint8Array(inputs.B).fill(1)), config, isMatched);
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
    expect(tuned(trainingSet(products, rows.slice(0, 500)))).toMatchObject({ textWeight: 0.32, decidedBy: 'walk' });
  });

  describe('of rows of which hardly any pair occurs in two', () => {
    /** 50 things of 8 offers each. A title has a word of one of 20 kinds, and one that two offers share by chance. */
    const offers = (kindOf: (thing: number, offer: number) => number) =>
      Array.from({ length: 400 }, (_, i): Product => {
        const [thing, offer] = [Math.floor(i / 8), i % 8];
        return { id: `offer-${i}`, title: `kind${kindOf(thing, offer) % 20} name${(37 * i) % 200}` };
      });
    /** Each offer with two others, of its place modulo 20 or of its thing. */
    const pairsOf = (by: 'place' | 'thing') => {
      const random = new CounterRandom(1, 'pairs of offers');
      return Array.from({ length: 800 }, (_, row) => {
        const i = row % 400;
        const other =
          by === 'place'
            ? (i % 20) + 20 * random.integer(20)
            : 8 * Math.floor(i / 8) + ((i + 1 + random.integer(7)) % 8);
        return { anchor: `offer-${i}`, positive: `offer-${other}` };
      }).filter(({ anchor, positive }) => anchor !== positive);
    };

    it('gives text more weight where partners have texts alike, and are no partners of each other', () => {
      const catalog = offers((thing, offer) => 8 * thing + offer);
      const { textWeight, decidedBy, tried } = tuned(trainingSet(catalog, pairsOf('place')));
      expect(decidedBy).toBe('walk');
      expect(textWeight).toBeGreaterThan(0.057);
      expect(tried.map((one) => one.textWeight)).toEqual([0.057, 0.08, 0.113, 0.16, 0.226, 0.32]);
      expect(tried.every(({ found }) => found! >= 0 && found! <= 1)).toBe(true);
    });

    it('keeps the middle weight where the partners of a product are partners of each other, unlike in text', () => {
      const catalog = offers((thing, offer) => 7 * thing + 5 * offer);
      expect(tuned(trainingSet(catalog, pairsOf('thing')))).toMatchObject({ textWeight: 0.057, decidedBy: 'walk' });
    });

    it('keeps the middle weight with few pairs, and in a matching', () => {
      const few = pairsOf('place').slice(0, 100);
      const { catalog, known } = twoShops(300);
      for (const one of [
        tuned(
          trainingSet(
            offers((i) => i),
            few,
          ),
        ),
        tuned(trainingSet(catalog, known), true),
      ])
        expect(one).toEqual({ textWeight: 0.057, decidedBy: 'default', tried: [] });
    });
  });

  it('keeps a given weight without trying others', () => {
    const set = trainingSet(products, tasteBaskets());
    const text = {
      offsets: new Int32Array(products.length + 1),
      columns: new Int32Array(0),
      weights: new Float32Array(0),
    };
    expect(tuneTextWeight(set, text, buildTrainingConfig({ targetTextWeight: 0.3 }), false)).toEqual({
      textWeight: 0.3,
      decidedBy: 'configuration',
      tried: [],
    });
  });
});
