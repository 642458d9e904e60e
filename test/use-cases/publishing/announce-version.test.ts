import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredVector } from '../../../lambdas/ports/vector-store.ts';
import type { LoadedModel } from '../../../lambdas/use-cases/models/model-cache.ts';
import { announceVersion } from '../../../lambdas/use-cases/publishing/announce-version.ts';
import { removeOrphanedVectors } from '../../../lambdas/use-cases/publishing/orphaned-vectors.ts';
import { promoteVersion } from '../../../lambdas/use-cases/publishing/promote-version.ts';
import { repairPart } from '../../../lambdas/use-cases/publishing/repair-part.ts';
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
const live = async () => (await world.stored.pointers.read('live'))?.version;
const vectorOf = async (id: string) => (await world.vectors.get(id, 'm-1'))?.vector;
const announce = (version = 'm-1') => announceVersion(world.ports, version);
const complete = () => repairPart(world.ports, loaded, whole);
const promote = (version = 'm-1') => promoteVersion(world.ports, version, testStart);

beforeEach(async () => {
  world = new JobWorld();
  await storeProducts(world.products, productOf('a'), productOf('b', { features: [3, 4] }));
});

describe('completing a version', () => {
  it('embeds what is missing, and tells what it found', async () => {
    await announce();
    expect(await complete()).toEqual({ embedded: ['a', 'b'], mended: ['a', 'b'], notEmbeddable: 0 });
    expect(await vectorOf('b')).toEqual(Float32Array.of(0.6, 0.8));
    expect(await complete()).toEqual({ embedded: ['a', 'b'], mended: [], notEmbeddable: 0 });
  });

  it('writes only over older vectors, as others write to an announced version too, and nothing when it is complete', async () => {
    const putMany = vi.spyOn(world.vectors, 'putMany');
    await announce();
    await complete();
    expect(putMany.mock.calls.map(([, options]) => options.onlyNewer)).toEqual([true]);
    await complete();
    expect(putMany).toHaveBeenCalledOnce();
  });

  it('never writes over newer vectors of a version that another run has made live', async () => {
    await world.stored.pointers.move('live', { from: undefined, to: 'm-1', at: testStart });
    const getMany = world.vectors.getMany.bind(world.vectors);
    vi.spyOn(world.vectors, 'getMany').mockImplementationOnce(async (...args) => {
      const found = await getMany(...args);
      const newer: StoredVector = { ...storedVectorOf('a', 'm-1', [0, 1]), revision: '2027-01-01T00:00:00.000Z#' };
      await world.vectors.putMany([newer], { updatedAt: testStart });
      return found;
    });
    await complete();
    expect(await vectorOf('a')).toEqual(Float32Array.of(0, 1));
  });

  it('mends vectors that were stored wrong, and those of a product as it was', async () => {
    await complete();
    for (const wrong of [[1], [Number.NaN, 0], [2, 0]]) {
      await world.vectors.putMany([storedVectorOf('a', 'm-1', wrong)], { updatedAt: testStart });
      expect((await complete()).mended).toEqual(['a']);
      expect(await vectorOf('a')).toEqual(Float32Array.of(1, 0));
    }
    const changed = { ...storedProductOf(productOf('a', { features: [0, 5] })), revision: '2027-01-01T00:00:00.000Z#' };
    await world.products.put(changed);
    expect((await complete()).mended).toEqual(['a']);
    expect(await vectorOf('a')).toEqual(Float32Array.of(0, 1));
  });

  it('fails while vectors stay away, and says which', async () => {
    const { putMany } = world.vectors;
    vi.spyOn(world.vectors, 'putMany').mockImplementation((vectors, options) =>
      putMany.call(
        world.vectors,
        vectors.filter((one) => one.productId !== 'b'),
        options,
      ),
    );
    await expect(complete()).rejects.toMatchObject({ name: 'PublishError', code: 'vectors-incomplete' });
    await expect(complete()).rejects.toThrow('1 products, for example b');
  });

  it('leaves a product that is removed meanwhile to who removed it', async () => {
    const { putMany } = world.vectors;
    vi.spyOn(world.vectors, 'putMany').mockImplementation(async (vectors, options) => {
      await putMany.call(world.vectors, vectors, options);
      const at = { revision: '2027-01-01T00:00:00.000Z#', updatedAt: testStart };
      await world.products.remove('b', at);
      await world.vectors.remove('b', 'm-1', at);
    });
    await complete();
    expect(await world.embedded('m-1')).toEqual(['a']);
  });

  it('passes over products that the model cannot read, and counts them', async () => {
    await world.products.put(storedProductOf(productOf('c', { title: 'without features' })));
    expect(await complete()).toMatchObject({ embedded: ['a', 'b'], notEmbeddable: 1 });
  });

  it('takes the product without any feature the model knows for embedded', async () => {
    await world.products.put(storedProductOf(productOf('zero', { features: [0, 0] })));
    expect((await complete()).embedded).toEqual(['a', 'b', 'zero']);
  });

  it('holds no more than a group of products at a time, and goes through its own part only', async () => {
    await storeProducts(world.products, ...Array.from({ length: 1200 }, (_, i) => productOf(`p${i}`)));
    const getMany = vi.spyOn(world.vectors, 'getMany');
    const parts = [0, 1].map((segment) => repairPart(world.ports, loaded, { segment, segments: 2 }));
    const found = (await Promise.all(parts)).flatMap(({ embedded }) => embedded);
    expect(new Set(found).size).toBe(1202);
    expect(Math.max(...getMany.mock.calls.map(([ids]) => ids.length))).toBe(500);
  });
});

describe('removing leavers', () => {
  const gone = (id: string) =>
    world.products.remove(id, { revision: '2026-02-01T00:00:00.000Z#', updatedAt: testStart });

  it('takes out the products that have left the catalog, and no other', async () => {
    await complete();
    await gone('a');
    const ended = await removeOrphanedVectors(world.ports, 'm-1', { removed: 0 }, () => true);
    expect(ended.state.removed).toBe(1);
    expect(await world.embedded('m-1')).toEqual(['b']);
  });

  it('ends after a page when it is over, and goes on from there', async () => {
    const many = Array.from({ length: 1200 }, (_, i) => storedVectorOf(`p${i}`, 'm-1', [1, 0]));
    await world.vectors.putMany(many, { updatedAt: testStart });
    let at = await removeOrphanedVectors(world.ports, 'm-1', { removed: 0 }, () => true);
    expect({ done: at.done, removed: at.state.removed }).toEqual({ done: false, removed: 500 });
    for (let n = 0; n < 9 && !at.done; n++) at = await removeOrphanedVectors(world.ports, 'm-1', at.state, () => true);
    expect(at).toMatchObject({ done: true, state: { removed: 1200 } });
    expect(await world.embedded('m-1')).toEqual([]);
  });
});

describe('announcing a version', () => {
  it('tells whether it has vectors already', async () => {
    expect(await announce()).toEqual({ isNew: true, at: world.clock.now().toISOString() });
    await complete();
    expect(await announce()).toEqual({ isNew: false, at: world.clock.now().toISOString() });
  });

  it('removes what search kept of a version that was let go, and nothing of one that is served or kept', async () => {
    const remember = async () => {
      await world.snapshots.publish('m-1', { takenAt: testStart, products: 1, segments: [] });
    };
    await remember();
    await announce();
    expect(await world.snapshots.list('m-1')).toEqual([]);
    await remember();
    await announce();
    expect(await world.snapshots.list('m-1')).toHaveLength(1);
    await world.stored.pointers.move('next', { from: 'm-1', to: 'm-2', at: testStart });
    for (const name of ['live', 'previous'] as const) {
      await world.stored.pointers.move(name, { from: undefined, to: 'm-1', at: testStart });
      await announce();
      expect(await world.snapshots.list('m-1'), name).toHaveLength(1);
      await world.stored.pointers.move(name, { from: 'm-1', to: 'm-3', at: testStart });
    }
  });
});

describe('promoting a version', () => {
  it('moves live, and keeps the one before', async () => {
    await announce();
    expect([await promote(), await live()]).toEqual(['live', 'm-1']);
    await announce('m-2');
    expect([await promote('m-2'), await live()]).toEqual(['live', 'm-2']);
    expect((await world.stored.pointers.read('previous'))?.version).toBe('m-1');
  });

  it('does not move live to a version that is no longer announced: what was written since may be missing there', async () => {
    await announce();
    await announce('m-2');
    expect([await promote(), await live()]).toEqual(['superseded', undefined]);
    await announce();
    expect([await promote(), await live()]).toEqual(['live', 'm-1']);
  });

  it('does nothing more when it is live already, whatever is announced', async () => {
    await announce();
    await promote();
    await announce('m-2');
    expect([await promote(), await live()]).toEqual(['live', 'm-1']);
  });
});
