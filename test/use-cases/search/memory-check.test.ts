import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { fitsInMemory } from '../../../lambdas/use-cases/search/memory-check.ts';
import { identityModel, storedModelOf, testStart } from '../../support/core/factories.ts';
import { MemoryModels } from '../../support/worlds/memory-models.ts';

describe('fitsInMemory', () => {
  let models: MemoryModels;
  let snapshots: MemorySnapshotStore;
  const fits = (bytes: number) => fitsInMemory({ ...models, snapshots }, bytes);
  const packed = (products: number) =>
    snapshots.publish(storedModelOf(identityModel).version, { takenAt: testStart, products, segments: [] });
  const live = async (data: unknown, dim = 256) => {
    const { record, version } = storedModelOf(identityModel);
    await models.registry.create({ ...record, dim, report: { data } });
    await models.pointers.move('live', { from: undefined, to: version, at: testStart });
  };

  beforeEach(() => {
    models = new MemoryModels();
    snapshots = new MemorySnapshotStore();
  });

  it('counts the products of the snapshot, not the part that was trained on', async () => {
    await live({ products: 1000 });
    expect(await fits(0.91e9)).toBe(true);
    await packed(1_000_000);
    expect([await fits(0.91e9), await fits(0.92e9)]).toEqual([false, true]);
  });

  it('counts the trained products without a readable snapshot', async () => {
    await live({ products: 1_000_000 });
    expect(await fits(0.91e9)).toBe(false);
    expect(await fits(0.92e9)).toBe(true);
    vi.spyOn(snapshots, 'list').mockRejectedValue(new Error('the manifest is broken'));
    expect([await fits(0.91e9), await fits(0.92e9)]).toEqual([false, true]);
  });

  it('returns true if nothing is known about the version', async () => {
    expect(await fits(1)).toBe(true);
    await live({ triplets: 3 });
    expect(await fits(1)).toBe(true);
  });
});
