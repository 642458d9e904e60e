import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue, Product } from '../../../lambdas/core/catalog/product.ts';
import { defaultFeatureConfig, type FeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { FeatureSelector } from '../../../lambdas/core/features/feature-selector.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';

const lamp = {
  id: 'a',
  title: 'Lamp',
  attributes: { colour: 'red', inStock: true, rating: 4.5, 'Image 2': 'https://a.example/2.jpg' },
  payload: { stock: 3, supplier: 'Lux' },
};

function select(product: Product, config: Partial<FeatureConfig> = {}, reading: 1 | 2 = 2): Product {
  return new FeatureSelector({ ...defaultFeatureConfig, ...config }, reading).select(product);
}

describe('what a model learns from', () => {
  it('is no payload, and no attribute whose name says that it is none', () => {
    expect(select(lamp)).toEqual({ id: 'a', title: 'Lamp', attributes: { colour: 'red' } });
    expect(select({ id: 'b', attributes: { url: 'x' } })).toEqual({ id: 'b' });
    const plain = { id: 'c', attributes: { colour: 'red' } };
    expect(select(plain)).toBe(plain);
  });

  it('is what the configuration names, in any writing, of attributes and payload', () => {
    const named = select(lamp, { asFeatures: ['Rating', 'SUPPLIER'], notFeatures: ['col_our'] });
    expect(named).toEqual({ id: 'a', title: 'Lamp', attributes: { rating: 4.5, supplier: 'Lux' } });
    expect(select(lamp, { asFeatures: ['colour'], notFeatures: ['colour'] }).attributes).toEqual({ colour: 'red' });
  });

  it('is every attribute for models before format version 4', () => {
    expect(select(lamp, {}, 1).attributes).toEqual(lamp.attributes);
  });

  it('stays right for more names than are remembered', () => {
    const selector = new FeatureSelector(defaultFeatureConfig, 2);
    for (let i = 0; i < 10_100; i++) selector.select({ id: 'a', attributes: { [`name${i}`]: 1 } });
    expect(selector.select(lamp)).toEqual({ id: 'a', title: 'Lamp', attributes: { colour: 'red' } });
  });

  it('gives the same inputs, bit for bit, for any payload and any stock', () => {
    const value: fc.Arbitrary<AttributeValue> = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean());
    const map = fc.dictionary(fc.string({ minLength: 1 }), value);
    const catalog = [5, 7, 9].map((watts, i) => ({
      ...{ id: `p${i}`, title: `red lamp ${i % 2}`, price: 10 + i },
      attributes: { colour: i % 2 === 0 ? 'red' : 'blue', watts, inStock: i > 0, stock: i },
    }));
    const space = fitFeatureSpace(catalog, [], { ...defaultFeatureConfig, numberBinWeight: 0.5 });
    expect(space.sources.map((source) => 'name' in source && source.name)).toEqual(['attribute:watts', 'price']);
    fc.assert(
      fc.property(map, fc.boolean(), fc.integer(), (payload, inStock, stock) => {
        const [first] = catalog;
        const changed = { ...first!, payload, attributes: { ...first!.attributes, inStock, stock } };
        expect(space.extract([changed])).toEqual(space.extract([first!]));
      }),
    );
  });
});
