import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import { embedCatalog, judgeModel } from '../../../../lambdas/core/evaluation/judge-model.ts';
import { embedProducts } from '../../../../lambdas/core/model/model.ts';
import { selectRowsWithFeatures } from '../../../../lambdas/core/training/data/usable-rows.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const config = (overrides: object = {}) => quickConfig({ maxPairs: 640, ...overrides });
const withFeatures = colouredThings().map((product, i): Product => ({ ...product, features: [i % 5, i % 6, 1] }));

/** The catalog with one changed product. */
function withOdd(place: number, odd: Partial<Product>): Product[] {
  return withFeatures.map((product, i) => (i === place ? { ...product, ...odd } : product));
}

describe('a product without the features of the others', () => {
  it.each(['bag', 'linear'])('does not stop training, at any place of the catalog, with the %s encoder', (encoder) => {
    for (const place of [0, 17]) {
      const products = withOdd(place, { features: [1, 2] });
      const set = trainingSet(products, tasteBaskets());
      const { model, report } = trained(set, config({ encoder, heldOutFraction: 0.2 }));
      expect(report.data).toMatchObject({ products: 30, rows: 80, misfits: 1 });
      const others = products.filter((_, i) => i !== place);
      expect([...embedProducts(model, others)].every(Number.isFinite)).toBe(true);
      expect(() => embedProducts(model, products)).toThrow(expect.objectContaining({ code: 'wrong-dimension' }));
    }
  });

  it('is never found if the linear encoder cannot read it', () => {
    const { features: _, ...silent } = withFeatures[4]!;
    const products = withFeatures.map((product, i) => (i === 4 ? silent : product));
    const set = trainingSet(products, tasteBaskets());
    const { model, report } = trained(set, config({ encoder: 'linear' }));
    expect(report.data.misfits).toBe(1);
    const others = products.filter(({ id }) => id !== silent.id);
    const rows = others.map(({ id }) => ({ query: id, relevant: [silent.id] }));
    expect(
      judgeModel(embedCatalog(model, products), { catalog: products, training: set, rows }).metrics.all!['recall@10'],
    ).toBe(0);
  });

  it('is left out of pairs and triplets for the linear encoder', () => {
    const products = withOdd(4, { features: [1, 2] });
    const [odd, anchor, positive, negative] = [4, 0, 1, 2].map((place) => products[place]!.id);
    const set = trainingSet(products, [
      { anchor: anchor!, positive: positive!, negative: negative! },
      { anchor: anchor!, positive: odd! },
      { anchor: anchor!, positive: positive!, negative: odd! },
    ]);
    expect(selectRowsWithFeatures(set, 3).pairs).toEqual(set.pairs.slice(0, 1));
  });

  it('is named as the cause if no product has the features that the encoder needs', () => {
    const set = trainingSet(colouredThings(), tasteBaskets());
    expect(() => trained(set, config({ encoder: 'linear' }))).toThrow(/products with features/);
  });

  it('is not counted if all products fit', () => {
    const set = trainingSet(withFeatures, tasteBaskets());
    expect(trained(set, config()).report.data.misfits).toBe(0);
  });
});

describe('training on very little input', () => {
  it.each([
    ['two products without a common word', [{ title: 'red' }, { title: 'blue' }]],
    ['products without any field', [{}, {}, {}]],
    ['products that are all the same', [{ title: 'cup' }, { title: 'cup' }, { title: 'cup' }]],
    ['empty features', [{ features: [] }, { features: [] }]],
  ])('gives finite weights for %s', (_what, contents) => {
    const products = contents.map((content, i) => ({ id: `p${i}`, ...content }));
    for (const overrides of [{}, { loss: 'triplet' }, { normalize: false, learningRate: 0.001 }]) {
      const rows = [{ anchor: 'p0', positive: 'p1' }];
      const { model } = trained(trainingSet(products, rows), config({ heldOutFraction: 0, ...overrides }));
      expect([...embedProducts(model, products)].every(Number.isFinite)).toBe(true);
    }
  });
});
