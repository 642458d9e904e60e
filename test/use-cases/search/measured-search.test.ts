import { describe, expect, it } from 'vitest';
import type { ServedIndex } from '../../../lambdas/ports/similar-search.ts';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { FallbackSearch } from '../../../lambdas/use-cases/search/fallback-search.ts';
import { MeasuredSearch } from '../../../lambdas/use-cases/search/measured-search.ts';
import { TestClock } from '../../support/core/factories.ts';

const found = { neighbours: [], candidates: 0, complete: true };
const query = Float32Array.of(1);

/** A measured engine whose index contains the changes up to 90 s ago. */
function measured(index: Partial<ServedIndex> = {}) {
  const [clock, metrics] = [new TestClock(), new MemoryMetrics()];
  const asOf = new Date(clock.now().getTime() - 90_000).toISOString();
  const served = { modelVersion: 'm', asOf, stale: true, D: 1, vectorOf: () => undefined, search: async () => found };
  const search = new MeasuredSearch({ live: async () => ({ ...served, ...index }) }, 'exact', { metrics, clock });
  return { search, metrics, clock, served };
}

describe('MeasuredSearch', () => {
  it('records the engine and the age of its newest change once for each request, however often that searches', async () => {
    const { search, metrics } = measured();
    for (let request = 0; request < 2; request++) {
      const live = (await search.live())!;
      await live.search(query, { k: 1 });
      expect(await live.search(query, { k: 1 })).toEqual(found);
    }
    const once = { name: 'search', values: { searches: 1, indexStalenessSeconds: 90 }, dimension: 'exact' };
    expect(metrics.recorded).toEqual([once, once]);
  });

  it('records several searches at once as one, and has no such way if the engine has none', async () => {
    const { search, metrics } = measured({ searchEach: async (searches) => searches.map(() => found) });
    expect(await (await search.live())!.searchEach!([{ query, options: { k: 1 } }])).toEqual([found]);
    expect(metrics.recorded).toHaveLength(1);
    expect((await measured().search.live())!.searchEach).toBeUndefined();
  });

  it('records no answer of a search that failed', async () => {
    const { search, metrics } = measured({ search: () => Promise.reject(new Error('no answer')) });
    await expect((await search.live())!.search(query, { k: 1 })).rejects.toThrow('no answer');
    expect(metrics.recorded).toEqual([]);
  });

  it('records the fallback for an answer that the vector index could not give', async () => {
    const {
      search: index,
      metrics,
      clock,
      served,
    } = measured({
      search: () => Promise.reject(new StoreError('index-not-ready', 'still building')),
    });
    const exact = new MeasuredSearch({ live: async () => served }, 'fallback', { metrics, clock });
    const fallback = new FallbackSearch({ index, exact, fitsInMemory: async () => true, clock, onWarning() {} });
    for (let request = 0; request < 2; request++) await (await fallback.live())!.search(query, { k: 1 });
    expect(metrics.recorded.map(({ dimension }) => dimension)).toEqual(['fallback', 'fallback']);
  });

  it('gives no index while no version is live', async () => {
    const ports = { metrics: new MemoryMetrics(), clock: new TestClock() };
    expect(await new MeasuredSearch({ live: async () => undefined }, 'indexed', ports).live()).toBeUndefined();
  });
});
