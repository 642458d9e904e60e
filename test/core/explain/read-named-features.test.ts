import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { nameTokens } from '../../../lambdas/core/explain/named-tokens.ts';
import { readNamedFeatures } from '../../../lambdas/core/explain/read-named-features.ts';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { createQueryProduct } from '../../../lambdas/core/features/search-text.ts';
import { initializeBagModel, initializeLinearModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts, type Model } from '../../../lambdas/core/model/model.ts';
import { identityModel } from '../../support/core/factories.ts';

const lamp: Product = {
  ...{ id: 'a', title: '<b>Red</b> lamp', description: 'A lamp', brand: 'Lux Co', category: ['Home', 'Lamps'] },
  ...{ price: 10, attributes: { colour: 'red', size: 3 }, vectors: { image: [1, 0] }, features: [0, 2] },
};
const other: Product = {
  ...{ ...lamp, id: 'b', price: 20, attributes: { colour: 'red', size: 4 } },
  ...{ vectors: { image: [0, 1] }, features: [1, 1] },
};
const space = fitFeatureSpace([lamp, other], ['a'], { ...defaultFeatureConfig, numberBinWeight: 0.1 });

function bagModel(shape: object = {}): Model {
  return initializeBagModel(space, { dim: 4, seed: 1, normalize: false, ...shape });
}

/** The names of a product's features as texts, those of rare words in brackets. */
function namesOf(product: Product, model = bagModel()): string[] {
  return readNamedFeatures(model, product).map(({ name: { field, value, rare } }) =>
    rare ? `(${field}: ${value})` : `${field}: ${value}`,
  );
}

describe('readNamedFeatures', () => {
  it('names words as they are shown, own rows, numbers and given vectors', () => {
    const names = namesOf(lamp);
    expect(names.filter((name) => !name.includes('number:'))).toEqual([
      ...['title: red', 'title: lamp', 'title: redlamp', 'text: red', 'text: lamp', 'text: lux', 'text: co'],
      ...['text: home', 'description: a', 'description: lamp', 'text: a', 'brand: lux co'],
      ...['category: home', 'category: home > lamps', 'attribute: colour=red'],
      ...['idRow: a', 'vector: image', 'features: 1'],
    ]);
    expect(names.filter((name) => name.includes('number:'))).toEqual([
      ...[expect.stringMatching(/attribute:size=a\d+/), expect.stringMatching(/attribute:size=b\d+/)],
      ...[expect.stringMatching(/price=a\d+/), expect.stringMatching(/price=b\d+/)],
      ...['number: attribute:size=3', 'number: price=10'],
    ]);
  });

  it('marks words without a row of their own, whose runs of characters may have one', () => {
    expect(namesOf({ id: 'c', title: 'lamps' })).toEqual(['(title: lamps)', 'title: lamps', 'text: lamp']);
    expect(namesOf({ id: 'c', brand: 'Nobody' })).toEqual(['(text: nobody)', '(brand: nobody)']);
  });

  it('names the words of a search text as those of a query', () => {
    expect(namesOf(createQueryProduct('red Lamp'), bagModel({ queryTower: true }))).toEqual([
      ...['query: red', 'query: lamp', 'query: redlamp'],
    ]);
  });

  it('names the plain features of a linear model by their places', () => {
    expect(namesOf({ id: 'c', features: [3, 0] }, identityModel)).toEqual(['features: 0']);
  });

  it('gives parts that add up to the vector of the product', () => {
    const query = createQueryProduct('red lamp lamp');
    for (const model of [bagModel(), bagModel({ queryTower: true }), identityModel]) {
      for (const product of model === identityModel
        ? [lamp]
        : [lamp, other, query, { id: 'c', title: 'lamps ampere' }]) {
        const parts = readNamedFeatures(model, product);
        const sum = embedProducts(model, [product]).map((_, d) => parts.reduce((all, { part }) => all + part[d]!, 0));
        embedProducts(model, [product]).forEach((x, d) => {
          expect(sum[d]).toBeCloseTo(x, 5);
        });
      }
    }
  });

  it('refuses a model with a hidden layer, and says what to do', () => {
    const hidden = [bagModel({ hidden: 2 }), initializeLinearModel({ inputDim: 2, dim: 2, seed: 1, hidden: 3 })];
    for (const model of hidden) {
      expect(() => readNamedFeatures(model, lamp)).toThrow(
        expect.objectContaining({ code: 'hidden-layer', message: expect.stringContaining('train with "hidden": 0') }),
      );
    }
  });
});

describe('nameTokens', () => {
  it('gives the rows of the bag in their order, also those that words share', () => {
    for (const product of [lamp, other, { id: 'c', title: 'lamps lamps x', description: '红色杯 lamp', brand: '?' }]) {
      const { bags, identityAt } = space.extract([product]);
      const tokens = [...bags.tokens].filter((_, t) => t !== identityAt[0]);
      expect(nameTokens(space, product).map(({ row }) => row)).toEqual(tokens);
    }
  });

  it('shares a run of characters among the words that have it, by how often they do', () => {
    const named = nameTokens(space, { id: 'c', title: 'lamp lamp clamp' });
    const shared = named.find(({ row }) => space.vocabulary.tokens[row] === 'gram:amp');
    expect(shared?.origins).toEqual([
      { field: 'gram', value: 'lamp', share: 2 / 3 },
      { field: 'gram', value: 'clamp', share: 1 / 3 },
    ]);
  });
});
