import { describe, expect, it } from 'vitest';
import { IndexReplaced } from '../../../lambdas/ports/similar-search.ts';
import { findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import { findSimilarForEach } from '../../../lambdas/use-cases/search/find-similar-for-each.ts';
import { similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { axis, coldFunction, goLive, shop } from '../../support/worlds/late-reading-world.ts';

describe('a question whose index is replaced while its vectors arrive', () => {
  const query = similarTo('p10', { limit: 3 });
  const byVector = { ...query, positive: [{ vector: axis, weight: 1 }] };

  /** A function whose index is replaced during each search. */
  async function alwaysReplaced() {
    const { ports, cache } = coldFunction(await shop(), true);
    await cache.live();
    const replaced = new IndexReplaced('m-1');
    let count = 0;
    const fail = () => {
      count += 1;
      return Promise.reject(replaced);
    };
    const search = {
      live: async () => ({
        ...(await ports.search.live())!,
        search: fail,
        searchEach: fail,
        readVectors: async () => false,
      }),
    };
    return { ports: { ...ports, search }, replaced, searches: () => count };
  }

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
    const { ports, replaced, searches } = await alwaysReplaced();
    await expect(findSimilar(ports, byVector)).rejects.toBe(replaced);
    expect(replaced.code).toBe('unavailable');
    expect(searches()).toBe(2);
  });

  it('ends as unavailable with all questions of its batch if that index is replaced too, after two searches', async () => {
    const { ports, replaced, searches } = await alwaysReplaced();
    const found = await findSimilarForEach(ports, [byVector, { ...byVector, limit: 2 }]);
    expect(found).toEqual(Array(2).fill({ status: 'rejected', reason: replaced }));
    expect(searches()).toBe(2);
  });

  it('leaves the refusals of its batch as they are, when others are asked once more', async () => {
    const world = await shop();
    const { ports, cache } = coldFunction(world, true);
    await cache.live();
    world.snapshots.beforeRanges = () => goLive(world, cache, 'm-1', 'm-2');
    const [unknown, known] = await findSimilarForEach(ports, [similarTo('nothing', { limit: 1 }), query]);
    expect(unknown).toMatchObject({ status: 'rejected', reason: { code: 'product-not-found' } });
    expect(known).toMatchObject({ status: 'fulfilled', value: { modelVersion: 'm-2' } });
  });
});
