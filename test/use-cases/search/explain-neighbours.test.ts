import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { ModelExplainer } from '../../../lambdas/use-cases/models/model-explainer.ts';
import { explainNeighbours } from '../../../lambdas/use-cases/search/explain-neighbours.ts';
import { identityModel, productOf, storedProductOf } from '../../support/core/factories.ts';

async function ports() {
  const products = new MemoryProductStore();
  for (const id of ['a', 'b']) await products.put(storedProductOf(productOf(id)));
  const get = async (version: string) => (version === 'm-1' ? { version, model: identityModel } : undefined);
  return { products, explainer: new ModelExplainer({ get }) };
}

const positive = [{ id: 'a', weight: 1 }];
const search = { positive, negative: [], strategy: 'average' as const };

describe('explainNeighbours', () => {
  it('explains the neighbours that are still stored, each under its id', async () => {
    const neighbours = ['gone', 'b'].map((id) => ({ id, score: 1 }));
    const found = await explainNeighbours(await ports(), 'm-1', search, neighbours, []);
    expect(found.get('gone')).toEqual({ notExplained: 'the product was removed meanwhile' });
    expect(found.get('b')).toMatchObject({ contributions: [{ contribution: 1 }], rest: { pairs: 0 } });
  });

  it('leaves out examples that are not stored, as the search does, even if the model has a row for them', async () => {
    const { products } = await ports();
    const space = fitFeatureSpace([{ id: 'b', title: 'lamp' }], ['gone'], defaultFeatureConfig);
    const model = initializeBagModel(space, { dim: 4, seed: 1, normalize: true });
    const explainer = new ModelExplainer({ get: async (version) => ({ version, model }) });
    const lamp = { weight: 1, product: { id: 'c', title: 'lamp' } };
    await products.put(storedProductOf({ id: 'b', title: 'lamp' }, '2026-01-02T00:00:00.000Z'));
    const both = { ...search, positive: [{ id: 'gone', weight: 1 }, lamp] };
    const found = await explainNeighbours({ products, explainer }, 'm-1', both, [{ id: 'b', score: 1 }], []);
    expect(found.get('b')).toMatchObject({ contributions: [{ query: { value: 'lamp' }, contribution: 1 }] });
  });

  it('names a vector by its place in the request, also after an example that the search left out', async () => {
    const vector = { vector: [1, 0], weight: 1 };
    const both = { ...search, positive: [{ id: 'b', weight: 1 }, vector] };
    const left = [{ path: ['positive', 0] }];
    const found = await explainNeighbours(await ports(), 'm-1', both, [{ id: 'a', score: 1 }], left);
    expect(found.get('a')).toMatchObject({
      contributions: [{ query: { field: 'exampleVector', value: 'positive/1' }, contribution: 1 }],
    });
  });

  it('fails if the weights of the version are missing', async () => {
    await expect(explainNeighbours(await ports(), 'm-2', search, [], [])).rejects.toMatchObject({
      code: 'model-not-ready',
    });
  });
});
