import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredVector } from '../../lambdas/ports/vector-store.ts';
import type { LoadedModel } from '../../lambdas/use-cases/model-source.ts';
import {
  announceVersion,
  completeVersion,
  PublishError,
  promoteVersion,
  retireVersion,
} from '../../lambdas/use-cases/publish-model.ts';
import { linearModelOf, productOf, storedProductOf, storedVectorOf, testStart } from '../support/factories.ts';
import { JobWorld } from '../support/job-world.ts';
import { storeProducts } from '../support/memory-world.ts';

const unit = {
  ...linearModelOf([
    [1, 0],
    [0, 1],
  ]),
  normalize: true,
};
const loaded: LoadedModel = { version: 'm-1', model: unit };

describe('publishing a version', () => {
  let world: JobWorld;

  const publish = async (model = loaded) => {
    const { previous } = await announceVersion(world.ports, model.version);
    const counts = await completeVersion(world.ports, model, async () => {});
    const live = await promoteVersion(world.ports, model, testStart);
    await retireVersion(world.ports, previous);
    return { ...(live ?? counts), promoted: live !== undefined };
  };
  const live = async () => (await world.stored.pointers.read('live'))?.version;
  const vectorOf = async (id: string) => (await world.vectors.get(id, 'm-1'))?.vector;

  beforeEach(async () => {
    world = new JobWorld();
    await storeProducts(world.products, productOf('a'), productOf('b', { features: [3, 4] }));
  });

  it('embeds the catalog and moves live', async () => {
    expect(await publish()).toEqual({ embedded: 2, notEmbeddable: 0, promoted: true });
    expect({ live: await live(), b: await vectorOf('b') }).toEqual({ live: 'm-1', b: Float32Array.of(0.6, 0.8) });
  });

  it('writes only over older vectors, as others write to an announced version too, and nothing when it is complete', async () => {
    const putMany = vi.spyOn(world.vectors, 'putMany');
    await publish();
    expect(putMany.mock.calls.map(([, options]) => options.onlyNewer)).toEqual([true]);
    await publish();
    expect(putMany).toHaveBeenCalledOnce();
  });

  it('never writes over newer vectors of a version that another run has made live', async () => {
    await world.stored.pointers.move('live', { from: undefined, to: 'm-1', at: testStart });
    const scan = world.products.scan.bind(world.products);
    vi.spyOn(world.products, 'scan').mockImplementationOnce(async function* () {
      yield* scan();
      const newer: StoredVector = { ...storedVectorOf('a', 'm-1', [0, 1]), revision: '2027-01-01T00:00:00.000Z#' };
      await world.vectors.putMany([newer], { updatedAt: testStart });
    });
    await publish();
    expect(await vectorOf('a')).toEqual(Float32Array.of(0, 1));
  });

  it('takes out products that left while a run was cut off after the move', async () => {
    await publish();
    await world.products.remove('a', { revision: '2026-02-01T00:00:00.000Z#', updatedAt: testStart });
    await publish();
    expect(await world.embedded('m-1')).toEqual(['b']);
  });

  it('mends vectors that were stored wrong', async () => {
    await publish();
    for (const wrong of [[1], [Number.NaN, 0], [2, 0]]) {
      await world.vectors.putMany([storedVectorOf('a', 'm-1', wrong)], { updatedAt: testStart });
      await publish();
      expect(await vectorOf('a')).toEqual(Float32Array.of(1, 0));
    }
  });

  it('looks for a vector itself when the changes do not tell of it yet', async () => {
    vi.spyOn(world.vectors, 'changes').mockImplementation(async function* () {});
    const get = vi.spyOn(world.vectors, 'get');
    expect(await publish()).toMatchObject({ embedded: 2, promoted: true });
    expect(get).toHaveBeenCalledTimes(2);
  });

  it('does not move live while vectors stay away', async () => {
    const { putMany } = world.vectors;
    vi.spyOn(world.vectors, 'putMany').mockImplementation((vectors, options) =>
      putMany.call(
        world.vectors,
        vectors.filter((one) => one.productId !== 'b'),
        options,
      ),
    );
    await expect(publish()).rejects.toThrow(PublishError);
    await expect(publish()).rejects.toThrow('1 products, such as b');
    expect(await live()).toBeUndefined();
  });

  it('passes over products that the model cannot read, and counts them', async () => {
    await world.products.put(storedProductOf(productOf('c', { title: 'without features' })));
    expect(await publish()).toEqual({ embedded: 2, notEmbeddable: 1, promoted: true });
  });

  it('takes the product without any feature the model knows for embedded', async () => {
    await world.products.put(storedProductOf(productOf('zero', { features: [0, 0] })));
    expect(await publish()).toMatchObject({ embedded: 3, promoted: true });
  });

  it('goes live in a shop that never rests', async () => {
    const scan = world.products.scan.bind(world.products);
    let n = 0;
    vi.spyOn(world.products, 'scan').mockImplementation(async function* () {
      await storeProducts(world.products, productOf(`new-${n++}`));
      yield* scan();
    });
    expect(await publish()).toMatchObject({ promoted: true, embedded: 2 + n });
  });
});
