import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredVector } from '../../../lambdas/ports/vector-store.ts';
import type { LoadedModel } from '../../../lambdas/use-cases/models/model-cache.ts';
import { announceVersion } from '../../../lambdas/use-cases/publishing/announce-version.ts';
import { verifyAndRepairPart } from '../../../lambdas/use-cases/publishing/verify-and-repair-part.ts';
import { collect } from '../../contracts/samples.ts';
import { linearModelOf, productOf, storedProductOf, storedVectorOf, testStart } from '../../support/core/factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';
import { storeProducts } from '../../support/worlds/memory-world.ts';

const unit = {
  ...linearModelOf([
    [1, 0],
    [0, 1],
  ]),
  normalize: true,
};
const loaded: LoadedModel = { version: 'm-1', model: unit };
const whole = { segment: 0, segments: 1 };

let world: JobWorld;
const vectorOf = async (id: string) => (await world.vectors.get(id, 'm-1'))?.vector;
const announce = (version = 'm-1') => announceVersion(world.ports, version);
const repair = () => verifyAndRepairPart(world.ports, loaded, whole);

beforeEach(async () => {
  world = new JobWorld();
  await storeProducts(world.products, productOf('a'), productOf('b', { features: [3, 4] }));
});

describe('verifyAndRepairPart', () => {
  it('embeds missing vectors, and returns what it found', async () => {
    await announce();
    expect(await repair()).toEqual({ embedded: ['a', 'b'], mended: ['a', 'b'], notEmbeddable: 0, orphans: 0 });
    expect(await vectorOf('b')).toEqual(Float32Array.of(0.6, 0.8));
    expect(await repair()).toEqual({ embedded: ['a', 'b'], mended: [], notEmbeddable: 0, orphans: 0 });
  });

  it('replaces only older vectors, because others write to an announced version too, and writes nothing if all are sound', async () => {
    const putMany = vi.spyOn(world.vectors, 'putMany');
    await announce();
    await repair();
    expect(putMany.mock.calls.map(([, options]) => options.onlyNewer)).toEqual([true]);
    await repair();
    expect(putMany).toHaveBeenCalledOnce();
  });

  it('never replaces newer vectors of a version that another run has made live', async () => {
    await world.stored.pointers.move('live', { from: undefined, to: 'm-1', at: testStart });
    const getMany = world.vectors.getMany.bind(world.vectors);
    vi.spyOn(world.vectors, 'getMany').mockImplementationOnce(async (...args) => {
      const found = await getMany(...args);
      const newer: StoredVector = { ...storedVectorOf('a', 'm-1', [0, 1]), revision: '2027-01-01T00:00:00.000Z#' };
      await world.vectors.putMany([newer], { updatedAt: testStart });
      return found;
    });
    await repair();
    expect(await vectorOf('a')).toEqual(Float32Array.of(0, 1));
  });

  it('replaces unsound vectors, and vectors of an older state of a product', async () => {
    await repair();
    for (const wrong of [[1], [Number.NaN, 0], [2, 0]]) {
      await world.vectors.putMany([storedVectorOf('a', 'm-1', wrong)], { updatedAt: testStart });
      expect((await repair()).mended).toEqual(['a']);
      expect(await vectorOf('a')).toEqual(Float32Array.of(1, 0));
    }
    const changed = { ...storedProductOf(productOf('a', { features: [0, 5] })), revision: '2027-01-01T00:00:00.000Z#' };
    await world.products.put(changed);
    expect((await repair()).mended).toEqual(['a']);
    expect(await vectorOf('a')).toEqual(Float32Array.of(0, 1));
  });

  it('throws vectors-incomplete with an id if vectors stay missing', async () => {
    const { putMany } = world.vectors;
    vi.spyOn(world.vectors, 'putMany').mockImplementation((vectors, options) =>
      putMany.call(
        world.vectors,
        vectors.filter((one) => one.productId !== 'b'),
        options,
      ),
    );
    await expect(repair()).rejects.toMatchObject({ name: 'PublishError', code: 'vectors-incomplete' });
    await expect(repair()).rejects.toThrow('1 products, for example b');
  });

  it('does not embed a product again that is removed meanwhile', async () => {
    const { putMany } = world.vectors;
    vi.spyOn(world.vectors, 'putMany').mockImplementation(async (vectors, options) => {
      await putMany.call(world.vectors, vectors, options);
      const at = { revision: '2027-01-01T00:00:00.000Z#', updatedAt: testStart };
      await world.products.remove('b', at);
      await world.vectors.remove('b', 'm-1', at);
    });
    await repair();
    expect(await world.embedded('m-1')).toEqual(['a']);
  });

  it('skips products that the model cannot embed, and counts them', async () => {
    await world.products.put(storedProductOf(productOf('c', { title: 'without features' })));
    expect(await repair()).toMatchObject({ embedded: ['a', 'b'], notEmbeddable: 1 });
  });

  it('stores no zero vector, counts its product, and removes a zero vector that is stored', async () => {
    await world.products.put(storedProductOf(productOf('zero', { features: [0, 0] })));
    await world.vectors.putMany([storedVectorOf('zero', 'm-1', [0, 0])], { updatedAt: testStart });
    expect(await repair()).toMatchObject({ embedded: ['a', 'b'], notEmbeddable: 1 });
    expect(await vectorOf('zero')).toBeUndefined();
    expect(await world.vectors.whyNotEmbeddable('zero', 'm-1')).toMatchObject({
      detail: expect.stringContaining('neither a word nor a number in its features'),
    });
  });

  it('holds one group of products at a time, and reads only its part of the catalog', async () => {
    await storeProducts(world.products, ...Array.from({ length: 1200 }, (_, i) => productOf(`p${i}`)));
    const getMany = vi.spyOn(world.vectors, 'getMany');
    const parts = [0, 1].map((segment) => verifyAndRepairPart(world.ports, loaded, { segment, segments: 2 }));
    const found = (await Promise.all(parts)).flatMap(({ embedded }) => embedded);
    expect(new Set(found).size).toBe(1202);
    expect(Math.max(...getMany.mock.calls.map(([ids]) => ids.length))).toBe(500);
  });

  const gone = (id: string) =>
    world.products.remove(id, { revision: '2026-02-01T00:00:00.000Z#', updatedAt: testStart });

  it('removes the vectors of products that have left the catalog, and no other', async () => {
    await repair();
    await gone('a');
    expect(await repair()).toMatchObject({ embedded: ['b'], orphans: 1 });
    expect(await world.embedded('m-1')).toEqual(['b']);
  });

  it('keeps the vector of a product that the scan gave without it', async () => {
    await repair();
    const [a] = await collect(world.embeddedCatalog.scan('m-1', whole));
    const apart = [
      { id: 'a', vector: a!.vector! },
      { id: 'a', stored: a!.stored! },
    ];
    const embedded = { scan: () => streamOf(apart) };
    const putMany = vi.spyOn(world.vectors, 'putMany');
    expect(await verifyAndRepairPart({ ...world.ports, embedded }, loaded, whole)).toMatchObject({
      embedded: ['a'],
      orphans: 0,
      mended: [],
    });
    expect(putMany).not.toHaveBeenCalled();
    expect(await vectorOf('a')).toBeDefined();
  });

  it('reads no vector by its key if all are sound', async () => {
    await repair();
    const getMany = vi.spyOn(world.vectors, 'getMany');
    await repair();
    expect(getMany).not.toHaveBeenCalled();
  });
});

async function* streamOf<Item>(items: readonly Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}
