import { describe, expect, it } from 'vitest';
import { IndexReplaced } from '../../../lambdas/ports/similar-search.ts';
import { findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import { findSimilarForEach } from '../../../lambdas/use-cases/search/find-similar-for-each.ts';
import { similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { axis, coldFunction, goLive, shop } from '../../support/worlds/late-reading-world.ts';

describe('a question whose index is replaced while its vectors arrive', () => {
  const query = similarTo('p10', { limit: 3 });

  it('is asked once more, of the index of the version that went live', async () => {
    const world = await shop();
    const { ports, cache, warnings } = coldFunction(world, true);
    await cache.live();
    world.snapshots.beforeRanges = () => goLive(world, cache, 'm-1', 'm-2');
    const { modelVersion, neighbours } = await findSimilar(ports, query);
    expect({ modelVersion, ids: neighbours.map(({ id }) => id).toSorted() }).toEqual({
      modelVersion: 'm-2',
      ids: ['p11', 'p12'],
    });
    expect(warnings).toEqual([]);
  });

  it('is asked once more at once, also if the vectors never come', async () => {
    const world = await shop();
    const { ports, cache } = coldFunction(world, true);
    await cache.live();
    world.snapshots.beforeRanges = async () => {
      await goLive(world, cache, 'm-1', 'm-2');
      await new Promise(() => {});
    };
    expect(await findSimilar(ports, query)).toMatchObject({ modelVersion: 'm-2' });
  });

  it('is asked once more together with all questions of its batch, so that all answers are of one version', async () => {
    const world = await shop();
    const { ports, cache } = coldFunction(world, true);
    await cache.live();
    world.snapshots.beforeRanges = () => goLive(world, cache, 'm-1', 'm-2');
    const found = await findSimilarForEach(ports, [query, similarTo('p11', { limit: 2 })]);
    expect(found.map((one) => one.status === 'fulfilled' && one.value.modelVersion)).toEqual(['m-2', 'm-2']);
  });

  it('ends as unavailable if that index is replaced too', async () => {
    const world = await shop();
    const { ports, cache } = coldFunction(world, true);
    await cache.live();
    let asked = 0;
    const replaced = new IndexReplaced('m-1');
    const search = {
      live: async () => {
        asked += 1;
        return {
          ...(await ports.search.live())!,
          search: () => Promise.reject(replaced),
          readVectors: async () => false,
        };
      },
    };
    const found = findSimilar({ ...ports, search }, { ...query, positive: [{ vector: axis, weight: 1 }] });
    await expect(found).rejects.toBe(replaced);
    expect(replaced.code).toBe('unavailable');
    expect(asked).toBe(2);
  });
});
