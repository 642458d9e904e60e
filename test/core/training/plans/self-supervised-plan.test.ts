import { describe, expect, it } from 'vitest';
import { embedProducts } from '../../../../lambdas/core/model/model.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { prepareModel } from '../../../../lambdas/core/training/plans/prepared-model.ts';
import { colouredThings, tasteBaskets, trained, trainingSet } from '../../../support/core/training-factories.ts';

const products = colouredThings();
const config = buildTrainingConfig({ dim: 16, batchSize: 16, epochs: 4, selfSupervised: true });

describe('prepareSelfSupervisedPlan', () => {
  it('ignores the training data: it gives the same vectors with and without it', () => {
    const vectors = [[], tasteBaskets()].map((rows) =>
      embedProducts(trained(trainingSet(products, rows), config).model, products),
    );
    expect(vectors[0]).toEqual(vectors[1]);
  });

  it('brings products of one kind together, without a judgement', () => {
    const { model, report } = trained(trainingSet(products, []), config);
    const vectors = embedProducts(model, products);
    const cosine = (i: number, j: number) =>
      vectors.subarray(i * 16, i * 16 + 16).reduce((sum, x, d) => sum + x * vectors[j * 16 + d]!, 0);
    // The first five are lamps, the next cups.
    expect(cosine(0, 1)).toBeGreaterThan(cosine(0, 6) + 0.1);
    expect(report.heldOut).toBeNull();
    expect(report.lossCurve.at(-1)!.loss).toBeLessThan(report.lossCurve[0]!.loss);
  });

  it('learns from views with whole fields missing', () => {
    const set = trainingSet(products, []);
    const { report } = trained(set, buildTrainingConfig({ ...config, viewFieldDropout: 0.5 }));
    expect(report.lossCurve.at(-1)!.loss).toBeLessThan(report.lossCurve[0]!.loss);
    expect(report.lossCurve).not.toEqual(trained(set, config).report.lossCurve);
  });

  it('takes no step when products have only a few tokens', () => {
    const tagged = products.map(({ id }, i) => ({ id, attributes: { tags: [`t${i % 5}`, `u${i % 7}`] } }));
    const untrained = buildTrainingConfig({ ...config, epochs: 0, learningRate: 1e-9 });
    const [vectors, before] = [config, untrained].map((given) =>
      embedProducts(trained(trainingSet(tagged, []), given).model, tagged),
    );
    expect(vectors).toEqual(before);
    expect(trained(trainingSet(tagged, []), config).report.tuning!.learningRateShare).toBe(0);
    expect(trained(trainingSet(products, []), config).report.tuning!.learningRateShare).toBe(1);
  });

  it('learns from a catalog in which every product occurs twice', () => {
    const twice = products.flatMap((product) => [product, { ...product, id: `${product.id}-again` }]);
    expect(trained(trainingSet(twice, []), config).report.diagnostics.warnings.map(({ code }) => code)).not.toContain(
      'anchor-is-positive',
    );
  });

  it('rejects a catalog of which nothing can be read', () => {
    for (const products of [[{ id: 'a' }, { id: 'b' }], [{ id: 'a', title: '!' }], [{ id: 'a', price: 3 }]]) {
      expect(() => trained(trainingSet(products, []), config)).toThrow(
        expect.objectContaining({ code: 'nothing-to-learn', message: expect.stringContaining('give them titles') }),
      );
    }
  });

  it.each([
    ['one product', [{ id: 'a', title: 'red cup' }]],
    ['products without a common word', ['red cup', 'blue lamp'].map((title) => ({ id: title, title }))],
    ['products with numbers alone', [1, 2, 3].map((price) => ({ id: String(price), price }))],
  ])('keeps the first weights of a catalog of %s', (_, products) => {
    const set = trainingSet(products, []);
    const { model, report } = trained(set, config);
    expect(report).toMatchObject({ learnedFrom: 'catalog', tuning: { learningRateShare: 0 } });
    expect(embedProducts(model, products)).toEqual(
      embedProducts(prepareModel(set.products, [], 0, config).model, products),
    );
  });

  it('is rejected with losses that need pairs', () => {
    expect(() => buildTrainingConfig({ selfSupervised: true, loss: 'info-nce' })).toThrow(
      expect.objectContaining({ code: 'unfit-combination', pointer: '/selfSupervised' }),
    );
  });
});
