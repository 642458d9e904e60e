import { describe, expect, it } from 'vitest';
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
    const found = await explainNeighbours(await ports(), 'm-1', search, neighbours);
    expect(found.get('gone')).toEqual({ notExplained: 'the product was removed meanwhile' });
    expect(found.get('b')).toMatchObject({ contributions: [{ contribution: 1 }], rest: { pairs: 0 } });
  });

  it('leaves out examples that are not stored, as the search does', async () => {
    const both = { ...search, positive: [{ id: 'gone', weight: 1 }, ...positive] };
    const found = await explainNeighbours(await ports(), 'm-1', both, [{ id: 'b', score: 1 }]);
    expect(found.get('b')).toMatchObject({ contributions: [{ contribution: 1 }] });
  });

  it('fails if the weights of the version are missing', async () => {
    await expect(explainNeighbours(await ports(), 'm-2', search, [])).rejects.toMatchObject({
      code: 'model-not-ready',
    });
  });
});
