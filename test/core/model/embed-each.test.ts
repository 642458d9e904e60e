import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { ModelInputError } from '../../../lambdas/core/features/feature-error.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { embedEach, embedFeatureVector, embedQuery } from '../../../lambdas/core/model/embed-each.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts, type Model } from '../../../lambdas/core/model/model.ts';
import { identityModel, linearModelOf } from '../../support/core/factories.ts';

const catalog: Product[] = [
  { id: 'a', title: 'red cup', price: 10, vectors: { image: [1, 0] } },
  { id: 'b', title: 'red cup', price: 20, vectors: { image: [0, 1] } },
  { id: 'known', title: 'blue pot' },
];
const shape = { dim: 8, seed: 1, normalize: true };
const bag = (settings = {}, hidden = 0): Model =>
  initializeBagModel(fitFeatureSpace(catalog, ['known'], { ...defaultFeatureConfig, ...settings }), {
    ...shape,
    hidden,
  });
const model = bag();
const embed = (product: Product, by = model) => embedEach(by, [product])[0]!;

describe('embedEach', () => {
  it('gives the vectors of a batch, and a reason for each product that has none', () => {
    const products: Product[] = [
      catalog[0]!,
      { id: 'wide', vectors: { image: [1, 2, 3] } },
      { id: 'empty' },
      catalog[1]!,
    ];
    const [first, wide, empty, last] = embedEach(model, products);
    expect([first, last]).toEqual(catalog.slice(0, 2).map((product) => embedProducts(model, [product])));
    expect(wide).toMatchObject({ code: 'wrong-dimension' });
    expect(empty).toMatchObject({ code: 'nothing-read' });
  });

  it.each([
    ['no field', {}, 'has none of title'],
    ['empty texts', { title: '', description: ' ' }, 'in its title, description'],
    ['punctuation', { title: '!!! — ???', brand: '.' }, 'in its title, brand'],
    ['pictures of words', { title: '🙂🙂' }, 'in its title'],
    ['an attribute without words', { attributes: { colour: '' } }, 'in its attributes'],
    ['an attribute that the model did not see as a number', { attributes: { size: 4 } }, 'in its attributes'],
    ['a vector of zeros', { vectors: { image: [0, 0] } }, 'in its vectors'],
    ['only what is not learnt from', { payload: { stock: 3 } }, 'has none of title'],
  ])('finds nothing to embed in a product with %s', (_what, fields, detail) => {
    for (const hidden of [0, 4]) {
      expect(embed({ id: 'x', ...fields }, bag({}, hidden))).toMatchObject({
        code: 'nothing-read',
        detail: expect.stringContaining(detail),
      });
    }
  });

  it('finds nothing to embed also if a bias of the hidden layer would give every product a vector', () => {
    const biased = bag({}, 4);
    biased.parameters.hidden!.bias.fill(1);
    biased.parameters.hidden!.outer.fill(1);
    expect(embedProducts(biased, [{ id: 'x' }]).some((x) => x !== 0)).toBe(true);
    expect(embed({ id: 'x' }, biased)).toMatchObject({ code: 'nothing-read' });
  });

  it('reads words without their own row through rows that they share, unless there are none', () => {
    const unknown = { id: 'x', title: 'zzz' };
    expect(embed(unknown)).toBeInstanceOf(Float32Array);
    for (const settings of [{ unknownBuckets: 0 }, { unknownWeight: 0 }])
      expect(embed(unknown, bag(settings))).toMatchObject({ code: 'nothing-read' });
  });

  it('reads a product without fields by its own row, if it has one', () => {
    expect(embed({ id: 'known' })).toBeInstanceOf(Float32Array);
  });

  it('refuses an embedding that is zero or not finite', () => {
    const cancelling = linearModelOf([[1], [-1]]);
    const features = (...numbers: number[]): Product => ({ id: 'x', features: numbers });
    expect(embed(features(3, 3), cancelling)).toMatchObject({ code: 'no-direction' });
    expect(embed(features(3, 4), cancelling)).toEqual(Float32Array.of(-1));
    expect(embed(features(1e300, 0), identityModel)).toMatchObject({ code: 'not-finite' });
    expect(embed(features(1e-20, 0), { ...identityModel, normalize: true })).toMatchObject({ code: 'no-direction' });
  });

  it('never gives a vector of zeros or with a number that is not finite', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('red cup', '', ' ', '🙂', '...'));
    const product = fc.record(
      {
        id: fc.constantFrom('known', 'x'),
        title: text,
        brand: text,
        price: fc.double({ noNaN: true, noDefaultInfinity: true }),
        vectors: fc.record({ image: fc.array(fc.double({ noDefaultInfinity: true }), { maxLength: 3 }) }),
      },
      { requiredKeys: ['id'] },
    );
    fc.assert(
      fc.property(fc.array(product, { maxLength: 5 }), (products) => {
        const embedded = embedEach(model, products);
        expect(embedded).toHaveLength(products.length);
        for (const one of embedded) {
          if (one instanceof ModelInputError) continue;
          expect(Math.hypot(...one)).toBeCloseTo(1, 5);
        }
      }),
    );
  });
});

describe('embedQuery and embedFeatureVector', () => {
  it('give a vector, or the reason that there is none', () => {
    expect(embedQuery(model, { query: 'red cup' })).toEqual(embedProducts(model, [{ id: '', title: 'red cup' }]));
    expect(embedQuery(model, { query: '???' })).toMatchObject({
      code: 'nothing-read',
      detail: 'no word of "???" can be read',
    });
    expect(embedQuery(identityModel, { query: 'red cup' })).toMatchObject({ code: 'no-features' });
    expect(embedFeatureVector(identityModel, [1, 2])).toEqual(Float32Array.of(1, 2));
    expect(embedFeatureVector(identityModel, [0, 0])).toMatchObject({ code: 'nothing-read' });
    expect(embedFeatureVector(identityModel, [1])).toMatchObject({ code: 'wrong-dimension' });
  });
});
