import { describe, expect, it } from 'vitest';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { LEAST_VECTOR_WEIGHT } from '../../../lambdas/core/features/given-vectors.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';

const { features } = buildTrainingConfig();

/** The shares of the vectors of a catalog of four products, of which the first ones have each of them. */
function sharesOf(having: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>> = {}) {
  const products = Array.from({ length: 4 }, (_, i) => {
    const vectors = Object.entries(having).flatMap(([name, count]) => (i < count ? [[name, [i + 1, 2]]] : []));
    return { id: `p${i}`, title: 'a red cup', vectors: Object.fromEntries(vectors) };
  });
  const sources = fitFeatureSpace(products, [], features, weights).sources;
  return sources.map((source) => source.kind === 'vector' && source.share);
}

describe('the share of given vectors in products', () => {
  it('is the mean of their parts of the squared length, which is nothing for a product without one', () => {
    expect(sharesOf({ image: 2 })).toEqual([0.25]);
    expect(sharesOf({ image: 1 }, { image: 2 })).toEqual([0.2]);
  });

  it('counts what the other vectors of a product take', () => {
    const [image, text] = sharesOf({ image: 4, text: 2 });
    expect(image).toBeUndefined();
    expect(text).toBeCloseTo(1 / 6, 12);
  });

  it('is not needed if all products have the vector, or if it says nothing', () => {
    expect(sharesOf({ image: 4 })).toEqual([undefined]);
    expect(sharesOf({ image: 2 }, { image: LEAST_VECTOR_WEIGHT })).toEqual([undefined]);
  });

  it('counts zeros and vectors of another width as missing', () => {
    const vectors = [
      [1, 2],
      [0, 0],
      [1, 2, 3],
      [2, 1],
    ];
    const products = vectors.map((image, i) => ({ id: `p${i}`, title: 'a red cup', vectors: { image } }));
    const [source] = fitFeatureSpace(products, [], features).sources;
    expect(source).toMatchObject({ name: 'image', width: 2, share: 0.25 });
  });
});
