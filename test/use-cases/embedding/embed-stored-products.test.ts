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

  it('does not replace the vector of a newer revision', async () => {
    await embedStoredProduct(portsOf('old'), storedProductOf(productOf('a', { features: [5, 5] }), later));
    await embedStoredProduct(portsOf('old'), storedProductOf(productOf('a'), testStart));
    expect(await vectorOf('a', 'old')).toEqual(Float32Array.of(5, 5));
  });
});
