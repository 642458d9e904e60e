import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRequest, TrainRequest } from '../../../lambdas/ports/starters.ts';
import { MemoryIndexedVersions } from '../../../lambdas/stores/memory/indexed-versions.ts';
import { putProduct } from '../../../lambdas/use-cases/catalog/put-product.ts';
import { removeProduct } from '../../../lambdas/use-cases/catalog/remove-product.ts';
import { embedStoredProduct } from '../../../lambdas/use-cases/embedding/embed-stored-products.ts';
import { requestPromotion } from '../../../lambdas/use-cases/publishing/request-promotion.ts';
import { colouredThings, tasteBaskets } from '../../support/core/training-factories.ts';
import { JobWorld, shortRun } from '../../support/worlds/job-world.ts';
import { idsOf, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

const request: TrainRequest = { kind: 'train', runId: 'run-1', attempt: 1, trigger: [], config: {} };

describe('promoting a retired version again', () => {
  let world: JobWorld;
  let indexed: MemoryIndexedVersions;
  let first: string;
  const live = async () => (await world.stored.pointers.read('live'))!.version;
  const train = async (n: number) => {
    await world.run({ ...request, runId: `run-${n}` }, world.ports, { config: { ...shortRun, seed: n } });
    return live();
  };
  const promoteFirst = async () => {
    await requestPromotion(world.ports, first, { by: 'ann', why: 'it was better', override: true });
    const started: RunRequest = [...world.starter.started.values()].at(-1)!;
    await world.run(started);
  };
  const served = async () => {
    const { vectors, snapshots, clock } = world;
    const cache = liveIndexCacheOf({ vectors, snapshots, pointers: world.stored.pointers, clock });
    return idsOf((await cache.live())?.index);
  };
  const inCatalog = async () => {
    const ids: string[] = [];
    for await (const { product } of world.products.scan()) ids.push(product.id);
    return ids.sort();
  };

  beforeEach(async () => {
    world = new JobWorld();
    indexed = new MemoryIndexedVersions();
    await world.ingest(world.upload('catalog/c.jsonl', colouredThings()));
    world.upload('triplets/t.jsonl', tasteBaskets());
    first = await train(1);
    world.judgeEvenly();
    await train(2);
    await train(3);
    expect(await world.embedded(first)).toEqual([]);
  });

  it.each([0, 86_400])(
    'embeds the current catalog %i s later: products removed or added meanwhile are not as they were',
    async (seconds) => {
      await removeProduct(world.ports, 'chair-red');
      world.clock.advance(seconds);
      const { stored } = await putProduct(world.ports, { id: 'late', title: 'late red lamp' });
      await embedStoredProduct(world.ports, stored);
      await promoteFirst();
      expect(await live()).toBe(first);
      expect(await world.embedded(first)).toEqual(await inCatalog());
      expect(await served()).toEqual(await inCatalog());
      expect(await inCatalog()).toContain('late');
    },
  );

  it('never falls back to a snapshot from before its retirement if the new snapshot is broken', async () => {
    await removeProduct(world.ports, 'chair-red');
    await promoteFirst();
    expect(await world.snapshots.list(first)).toHaveLength(1);
    const [{ segments } = { segments: [] }] = await world.snapshots.list(first);
    for (const { name } of segments) world.snapshots.segments.delete(`${first}/${name}`);
    expect(await served()).toEqual(await inCatalog());
  });

  it('checks the vector index again', async () => {
    await indexed.add(first);
    const notBuilt = {
      dimensions: shortRun.dim,
      maxResults: 100,
      filterFields: [],
      nearest: async () => [],
    };
    const ports = { ...world.ports, index: { index: notBuilt, indexed } };
    await requestPromotion(world.ports, first, { by: 'ann', why: 'it was better', override: true });
    await world.run([...world.starter.started.values()].at(-1)!, ports);
    expect([await live(), await indexed.has(first)]).toEqual([first, false]);
  });
});
