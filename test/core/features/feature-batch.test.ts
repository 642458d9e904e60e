import { describe, expect, it } from 'vitest';
import { dropIdentities, selectFirst } from '../../../lambdas/core/features/feature-batch.ts';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { FeatureSpace, fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';

const products = ['red lamp', 'blue lamp', 'red cup', '', 'blue cup'].map((title, i) => ({
  id: `p${i}`,
  title,
  attributes: { weight: i },
}));
const space = fitFeatureSpace(products, ['p0', 'p3', 'p4'], { ...defaultFeatureConfig, identityWeight: 0.5 });
const batch = space.extract(products);

describe('selectFirst', () => {
  it.each([0, 1, 3, 5])('gives the batch of the first %i products', (count) => {
    const { bags, ...first } = selectFirst(batch, count);
    const { bags: expected, ...others } = space.extract(products.slice(0, count));
    const end = expected.offsets[count]!;
    expect(first).toEqual(others);
    expect(bags.offsets).toEqual(expected.offsets);
    expect([bags.tokens.subarray(0, end), bags.weights.subarray(0, end)]).toEqual([expected.tokens, expected.weights]);
  });
});

describe('dropIdentities', () => {
  it('gives what a space without identities reads', () => {
    const without = new FeatureSpace(space.config, space.vocabulary, [], space.sources);
    expect(batch.identityAt.filter((at) => at >= 0)).toHaveLength(3);
    expect(dropIdentities(batch)).toEqual(without.extract(products));
    expect(dropIdentities(selectFirst(batch, 4))).toEqual(without.extract(products.slice(0, 4)));
  });
});
