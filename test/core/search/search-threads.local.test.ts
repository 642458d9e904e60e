import { afterAll, describe, expect, it } from 'vitest';
import type { Helper, HelperSetup, Threads } from '../../../lambdas/core/kernels/threads.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import { searchEach } from '../../../lambdas/core/search/queries/search-each.ts';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import { WatchedThreads } from '../../support/core/helping-threads.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { snapshotIndex } from '../../support/core/packed.ts';

const [ROWS, D] = [17_000, 8];
const vectors = normals(ROWS * D, 'space');
const products: PackedProduct[] = Array.from({ length: ROWS }, (_, i) => ({
  id: `p${i}`,
  vector: vectors.subarray(i * D, (i + 1) * D),
}));
const queries = Array.from({ length: 9 }, (_, i) => normals(D, 'query', i));

/** Threads that are recorded but never start. */
class NotedThreads implements Threads {
  readonly count = 3;
  readonly patienceSeconds = 1;
  readonly helpers: { isGone: boolean }[] = [];

  start(_wanted: HelperSetup): Helper {
    const noted = {
      isGone: false,
      stop: async () => {
        noted.isGone = true;
      },
    };
    this.helpers.push(noted);
    return noted;
  }
}

/** All products in the delta, or all except one in a snapshot. */
const kinds = {
  'a delta': (threads?: Threads) => {
    const index = new SearchIndex('m-1', D, undefined, threads);
    for (const { id, vector } of products) index.upsert(id, vector);
    return index;
  },
  'a packed base': (threads?: Threads) => {
    const index = new SearchIndex('m-1', D, snapshotIndex(products, { threads }), threads);
    index.upsert('p7', vectors.subarray(0, D));
    return index;
  },
};

function found(index: SearchIndex) {
  const options = { k: 10, excludeIds: new Set(['p3']) };
  const together = searchEach(
    index,
    queries.map((query) => ({ query, options })),
  );
  return [...queries.map((query) => searchExact(index, query, options)), together];
}

describe.each(Object.entries(kinds))('%s of many products, searched by several threads', (_kind, indexBy) => {
  const watched = new WatchedThreads(3);
  afterAll(() => watched.close());

  it('finds the same as with one thread', () => {
    const alone = found(indexBy());
    const index = indexBy(watched);
    do {
      expect(found(index)).toEqual(alone);
      watched.allReady();
    } while (watched.helped < 10);
    index.close();
    expect(found(index)).toEqual(alone);
  });

  it('starts its threads at the second search, so that the first waits for none', () => {
    const threads = new NotedThreads();
    const index = indexBy(threads);
    const first = searchExact(index, queries[0]!, { k: 10 });
    expect(threads.helpers).toHaveLength(0);
    expect(searchExact(index, queries[0]!, { k: 10 })).toEqual(first);
    expect(threads.helpers).toHaveLength(2);
    searchExact(index, queries[0]!, { k: 10 });
    expect(threads.helpers).toHaveLength(2);
  });

  it('starts no thread after it is closed, even if it was never searched', () => {
    const threads = new NotedThreads();
    const index = indexBy(threads);
    index.close();
    found(index);
    expect(threads.helpers).toHaveLength(0);
  });

  it('stops its threads when it is closed', () => {
    const threads = new NotedThreads();
    const index = indexBy(threads);
    found(index);
    expect(threads.helpers.map(({ isGone }) => isGone)).toEqual([false, false]);
    index.close();
    expect(threads.helpers.map(({ isGone }) => isGone)).toEqual([true, true]);
  });
});

describe('a search in an index of few products', () => {
  it('starts no helping thread', () => {
    const threads = new NotedThreads();
    const index = new SearchIndex('m-1', D, snapshotIndex(products.slice(0, 16_000), { threads }), threads);
    found(index);
    expect(threads.helpers).toHaveLength(0);
  });
});
