import { beforeEach, describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { type EmbedRequest, embedRequest } from '../../../lambdas/use-cases/embedding/embed-request.ts';
import { identityModel, linearModelOf, productOf, storedProductOf, TestClock } from '../../support/core/factories.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

let products: MemoryProductStore;
let vectors: MemoryVectorStore;
let models: MemoryModels;
const embed = (request: EmbedRequest) =>
  embedRequest({ products, vectors, models: models.source, clock: new TestClock() }, request);
const doubling = linearModelOf([
  [2, 0],
  [0, 2],
]);

beforeEach(async () => {
  products = new MemoryProductStore();
  vectors = new MemoryVectorStore();
  models = new MemoryModels();
  await products.put(storedProductOf(productOf('a', { features: [3, 4] })));
});

describe('embedRequest', () => {
  it('embeds ids, products and vectors in the order of the request', async () => {
    const version = await models.publish(identityModel);
    const items = ['a', productOf('b', { features: [5, 6] }), [7, 8], 'a'];
    expect(await embed({ items })).toEqual({
      modelVersion: version,
      items: [
        { index: 0, id: 'a', vector: Float32Array.of(3, 4), stored: false },
        { index: 1, id: 'b', vector: Float32Array.of(5, 6), stored: false },
        { index: 2, vector: Float32Array.of(7, 8), stored: false },
        { index: 3, id: 'a', vector: Float32Array.of(3, 4), stored: false },
      ],
    });
  });

  it('embeds a text query like a product of that title, and names it if the model reads no text', async () => {
    const space = fitFeatureSpace([productOf('a', { title: 'red cup' })], [], defaultFeatureConfig);
    const bag = initializeBagModel(space, { dim: 4, seed: 1, normalize: true });
    await models.publish(bag);
    const { items } = await embed({ items: [{ query: 'Red cup' }] });
    const vector = embedProducts(bag, [productOf('any', { title: 'red cup' })]);
    expect(items).toEqual([{ index: 0, vector, stored: false }]);
    await models.publish(identityModel);
    const places = [{ path: ['items', 0], code: 'no-features' }];
    await expect(embed({ items: [{ query: 'red cup' }] })).rejects.toMatchObject({
      code: 'invalid-request',
      faults: places,
    });
  });

  it('gives each unknown or unreadable stored product a problem of its own', async () => {
    await models.publish(identityModel);
    await products.put(storedProductOf(productOf('plain', { title: 'no features' })));
    const { items } = await embed({ items: ['nobody', 'a', 'plain'] });
    expect(items).toMatchObject([
      { index: 0, id: 'nobody', problem: { code: 'product-not-found' } },
      { index: 1, vector: Float32Array.of(3, 4) },
      { index: 2, id: 'plain', problem: { code: 'product-not-embeddable' } },
    ]);
  });

  it('refuses items by value that the model cannot embed, and names each', async () => {
    await models.publish(identityModel);
    const items = [[1, 2], [1], productOf('b', { title: 'x' }), [1e308, 0], productOf('c', { features: [1, 2, 3] })];
    await expect(embed({ items })).rejects.toMatchObject({
      code: 'invalid-request',
      faults: [
        { path: ['items', 1], code: 'wrong-dimension' },
        { path: ['items', 2], code: 'no-features' },
        { path: ['items', 3], code: 'not-finite' },
        { path: ['items', 4], code: 'wrong-dimension' },
      ],
    });
  });

  it('uses live, head if nothing is live, or the requested version', async () => {
    const head = await models.publish(doubling, ['head']);
    expect((await embed({ items: [[1, 1]] })).modelVersion).toBe(head);
    await expect(embed({ items: [[1, 1]], version: 'live' })).rejects.toMatchObject({ code: 'model-not-ready' });
    const live = await models.publish(identityModel, ['live']);
    expect((await embed({ items: [[1, 1]] })).modelVersion).toBe(live);
    expect((await embed({ items: [[1, 1]], version: 'head' })).modelVersion).toBe(head);
  });

  it('embeds with any version by its name, but stores no vectors under it', async () => {
    const old = await models.publish(doubling, ['live']);
    await models.publish(identityModel, ['live', 'head']);
    expect(await embed({ items: ['a'], version: old })).toMatchObject({
      modelVersion: old,
      items: [{ id: 'a', vector: Float32Array.of(6, 8), stored: false }],
    });
    await expect(embed({ items: ['a'], version: old, store: true })).rejects.toMatchObject({
      code: 'invalid-request',
      faults: [{ path: ['store'] }],
    });
    expect(await vectors.get('a', old)).toBeUndefined();
  });

  it('throws model-not-found for a version that has no weights', async () => {
    await models.publish(identityModel);
    await expect(embed({ items: ['a'], version: 'm-0' })).rejects.toMatchObject({ code: 'model-not-found' });
  });

  it('throws model-not-ready if there is no model', async () => {
    await expect(embed({ items: [[1, 1]] })).rejects.toMatchObject({ code: 'model-not-ready' });
  });

  it('stores the vectors of stored products only, with the revision that was read', async () => {
    const version = await models.publish(identityModel);
    const { items } = await embed({ items: ['a', productOf('b', { features: [5, 6] }), 'nobody'], store: true });
    expect(items.map((item) => 'stored' in item && item.stored)).toEqual([true, false, false]);
    expect(await vectors.get('a', version)).toMatchObject({
      vector: Float32Array.of(3, 4),
      revision: '2026-01-01T00:00:00.000Z#',
    });
    expect(await vectors.get('b', version)).toBeUndefined();
  });
});
