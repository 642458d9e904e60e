import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { fitVectorSources } from '../../../lambdas/core/features/given-vectors.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** Sixty vectors in one part of space: all of their cosines are near 1. */
function narrowVectors(): number[][] {
  const random = new CounterRandom(1, 'narrow');
  return Array.from({ length: 60 }, () => Array.from({ length: 8 }, () => 5 + random.normal()));
}

const titled = (vector: number[], i: number): Product => ({ id: `p${i}`, title: 'lamp', vectors: { image: vector } });

/** The vector inputs of a product in a catalog, and their length. */
function readAs(catalog: readonly Product[], product: Product) {
  const space = fitFeatureSpace(catalog, [], defaultFeatureConfig);
  const inputs = [...space.extract([product]).dense];
  return { inputs, length: Math.hypot(...inputs) };
}

describe('the inputs of given vectors', () => {
  const narrow = narrowVectors().map(titled);

  it('have the mean of the catalog subtracted, so that unlike products have cosines of about 0', () => {
    const space = fitFeatureSpace(narrow, [], defaultFeatureConfig);
    const { dense } = space.extract(narrow);
    const sum = Array.from({ length: 8 }, (_, d) => narrow.reduce((all, _one, i) => all + dense[i * 8 + d]!, 0));
    expect(Math.hypot(...sum) / narrow.length).toBeLessThan(0.1);
    expect(Math.hypot(...dense.subarray(0, 8))).toBeCloseTo(1, 6);
  });

  it('are directions as given, if there are too few for a mean', () => {
    const [first, second] = [titled([3, 4], 0), titled([4, 3], 1)];
    expect(readAs([first, second], first).inputs).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
    expect(fitVectorSources([first])).toEqual([{ kind: 'vector', name: 'image', width: 2 }]);
  });

  it('are zeros for a vector of zeros, for equal vectors of all products, and for a missing one', () => {
    const equal = narrow.map((_, i) => titled([1, 2, 3, 4, 5, 6, 7, 8], i));
    for (const inputs of [
      readAs(narrow, titled(Array(8).fill(0), 100)).inputs,
      readAs(equal, equal[0]!).inputs,
      readAs(narrow, { id: 'bare', title: 'lamp' }).inputs,
    ])
      expect(inputs).toEqual(Array(8).fill(0));
  });

  it('do not depend on the length of the vectors, nor on zeros and other widths among them', () => {
    const scaled = narrow.map((product, i) =>
      titled(
        product.vectors!.image!.map((x) => (1 + i) * x),
        i,
      ),
    );
    const mixed = [...scaled, titled(Array(8).fill(0), 100), titled([1, 2], 101)];
    readAs(narrow, narrow[7]!).inputs.forEach((x, d) => {
      expect(readAs(mixed, scaled[7]!).inputs[d]).toBeCloseTo(x, 6);
    });
  });

  it('have the weight of their name, and else that of the configuration', () => {
    const both = narrow.map((product) => ({
      ...product,
      vectors: { ...product.vectors, text: product.vectors!.image! },
    }));
    const space = fitFeatureSpace(both, [], defaultFeatureConfig, { text: 0.25 });
    const inputs = space.extract([both[0]!]).dense;
    expect(Math.hypot(...inputs.subarray(0, 8))).toBeCloseTo(1, 6);
    expect(Math.hypot(...inputs.subarray(8))).toBeCloseTo(0.25, 6);
  });
});
