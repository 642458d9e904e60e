import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { buildTextModel } from '../../../lambdas/core/model/text-model.ts';

const products = ['red lamp', 'blue lamp', 'red cup', 'blue cup'].map((title, i) => ({
  id: `p${i}`,
  title,
  attributes: { weight: i },
  vectors: { image: [i, 1, -i] },
}));
const config = { ...defaultFeatureConfig, identityWeight: 1, unknownBuckets: 8 };
const space = fitFeatureSpace(products, ['p0', 'p2'], config);

describe('buildTextModel', () => {
  it.each([false, true])('takes given first weights as it draws them, with a query tower: %s', (queryTower) => {
    const first = initializeBagModel(space, { dim: 16, seed: 5, normalize: true, hidden: 3, queryTower });
    const { parameters } = first;
    const trained = { ...first, parameters: { ...parameters, table: parameters.table.map((x) => 2 * x) } };
    const drawn = buildTextModel(trained, 5);
    const given = buildTextModel(trained, 5, parameters);
    expect(given.parameters).toEqual(drawn.parameters);
    expect(given.parameters.table.some((x) => x !== 0)).toBe(true);
    expect(given.input).toEqual(drawn.input);
    // The text model shares no memory with the first weights.
    expect(given.parameters.table.buffer).not.toBe(parameters.table.buffer);
  });
});
