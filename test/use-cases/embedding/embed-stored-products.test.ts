import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { embedStoredProduct, embedStoredProducts } from '../../../lambdas/use-cases/embedding/embed-stored-products.ts';
import type { LoadedModel } from '../../../lambdas/use-cases/models/model-cache.ts';
import {
  identityModel,
  linearModelOf,
  productOf,
  storedProductOf,
  TestClock,
  testStart,
} from '../../support/core/factories.ts';

const doubling = linearModelOf([
  [2, 0],
  [0, 2],
]);
const models: Readonly<Record<string, LoadedModel>> = {
  old: { version: 'old', model: identityModel },
  new: { version: 'new', model: doubling },
};
const later = '2026-01-01T00:00:01.000Z';

describe('embedStoredProduct', () => {
  let vectors: MemoryVectorStore;
  const clock = new TestClock();
  /** The version that is being published. */
  let announced = '';

  /** Ports whose live version is the next of `versions` in each read, and the last one in all later reads. */
  const portsOf = (...versions: readonly (string | undefined)[]) => {
    let reads = 0;
    const liveNow = async () => models[versions[Math.min(reads++, versions.length - 1)] ?? ''];
    const nextNow = async () => models[announced];
    return { models: { liveNow, nextNow }, vectors, clock };
  };
  const vectorOf = async (id: string, version: string) => (await vectors.get(id, version))?.vector;

  beforeEach(() => {
    vectors = new MemoryVectorStore();
    announced = '';
  });

  it('does nothing if there is no live model', async () => {
    expect(await embedStoredProduct(portsOf(undefined), storedProductOf(productOf('a')))).toBeNull();
  });

  it('stores the vector under live, with the revision of the product', async () => {
    const stored = storedProductOf(productOf('a', { features: [3, 4] }));
    expect(await embedStoredProduct(portsOf('old'), stored)).toEqual({ modelVersion: 'old', embedded: true });
    expect(await vectors.get('a', 'old')).toMatchObject({ vector: Float32Array.of(3, 4), revision: stored.revision });
  });

  it('also embeds under the version that is being published, and only under that one if nothing is live', async () => {
    announced = 'new';
    expect(await embedStoredProduct(portsOf('old'), storedProductOf(productOf('a')))).toMatchObject({
      modelVersion: 'old',
    });
    expect(await embedStoredProduct(portsOf(undefined), storedProductOf(productOf('b')))).toBeNull();
    expect(await vectorOf('a', 'old')).toEqual(Float32Array.of(1, 0));
    expect(await vectorOf('a', 'new')).toEqual(Float32Array.of(2, 0));
    expect(await vectorOf('b', 'new')).toEqual(Float32Array.of(2, 0));
  });

  it('embeds again if live moves meanwhile', async () => {
    const outcome = await embedStoredProduct(portsOf('old', 'new'), storedProductOf(productOf('a')));
    expect(outcome).toEqual({ modelVersion: 'new', embedded: true });
    expect(await vectorOf('a', 'new')).toEqual(Float32Array.of(2, 0));
  });

  it('does not embed under a new version a product that was removed under the old one', async () => {
    const ports = portsOf('old', 'new');
    const removing = Object.assign(Object.create(vectors), {
      putMany: async (...args: Parameters<MemoryVectorStore['putMany']>) => {
        await vectors.putMany(...args);
        if (args[0][0]?.modelVersion === 'old') {
          await vectors.remove('a', 'old', { revision: `${later}#`, updatedAt: later });
        }
      },
      get: (id: string, version: string) => vectors.get(id, version),
    });
    const products = [productOf('a'), productOf('b')].map((product) => storedProductOf(product));
    await embedStoredProducts({ ...ports, vectors: removing }, products);
    expect({ a: await vectorOf('a', 'new'), b: await vectorOf('b', 'new') }).toEqual({
      a: undefined,
      b: Float32Array.of(2, 0),
    });
  });

  it('reports a product that the model cannot read, removes its old vector, and embeds the others', async () => {
    await embedStoredProducts(portsOf('old'), [storedProductOf(productOf('bad'))]);
    const products = [
      storedProductOf(productOf('good')),
      storedProductOf(productOf('bad', { features: [1, 2, 3] }), later),
      storedProductOf(productOf('none', { title: 'without features' })),
      storedProductOf(productOf('huge', { features: [1e300, 0] })),
    ];
    const outcome = await embedStoredProducts(portsOf('old'), products);
    expect(outcome?.notEmbeddable.map((one) => one.id)).toEqual(['bad', 'none', 'huge']);
    expect(await vectorOf('good', 'old')).toEqual(Float32Array.of(1, 0));
    for (const id of ['bad', 'none', 'huge']) expect(await vectorOf(id, 'old')).toBeUndefined();
  });

  describe('of a product whose change does not concern the model', () => {
    const before = storedProductOf(productOf('a', { features: [3, 4], payload: { stock: 1 } }));
    const after = storedProductOf(productOf('a', { features: [3, 4], payload: { stock: 0 } }), later);
    const replaced = new Map([['a', before]]);

    it('keeps the vectors under live and next, under the new revision and with the new fields', async () => {
      announced = 'new';
      await embedStoredProduct(portsOf('old'), before);
      // Another vector than the model computes, to see that it is kept.
      for (const version of ['old', 'new']) {
        const own = { productId: 'a', modelVersion: version, vector: Float32Array.of(7, 7), revision: before.revision };
        await vectors.putMany([own], { updatedAt: testStart });
      }
      expect(await embedStoredProduct(portsOf('old'), after, before)).toEqual({
        ...{ modelVersion: 'old', embedded: true, kept: true },
      });
      for (const version of ['old', 'new']) {
        expect(await vectors.get('a', version)).toMatchObject({
          ...{ vector: Float32Array.of(7, 7), revision: after.revision, fields: { 'payload.stock': 0 } },
        });
      }
      for await (const change of vectors.changes('old'))
        expect(change).toMatchObject({ kind: 'written', stored: { fields: { 'payload.stock': 0 } } });
    });

    it('embeds it if the stored vector is of another revision, or there is none', async () => {
      await embedStoredProducts(portsOf('old'), [after], replaced);
      expect(await vectorOf('a', 'old')).toEqual(Float32Array.of(3, 4));
      const other = { productId: 'a', modelVersion: 'old', vector: Float32Array.of(7, 7), revision: `${testStart}#0` };
      vectors = new MemoryVectorStore();
      await vectors.putMany([other], { updatedAt: testStart });
      expect(await embedStoredProducts(portsOf('old'), [after], replaced)).toMatchObject({ kept: new Set() });
      expect(await vectorOf('a', 'old')).toEqual(Float32Array.of(3, 4));
    });

    it('embeds it if the features changed too', async () => {
      await embedStoredProduct(portsOf('old'), before);
      const changed = storedProductOf(productOf('a', { features: [6, 8], payload: { stock: 0 } }), later);
      expect(await embedStoredProducts(portsOf('old'), [changed], replaced)).toMatchObject({ kept: new Set() });
      expect(await vectorOf('a', 'old')).toEqual(Float32Array.of(6, 8));
    });
  });

  it('does not replace the vector of a newer revision', async () => {
    await embedStoredProduct(portsOf('old'), storedProductOf(productOf('a', { features: [5, 5] }), later));
    await embedStoredProduct(portsOf('old'), storedProductOf(productOf('a'), testStart));
    expect(await vectorOf('a', 'old')).toEqual(Float32Array.of(5, 5));
  });
});
