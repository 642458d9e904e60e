import { afterAll, describe, expect, it } from 'vitest';
import type { Helper, HelpWanted, Threads } from '../../../lambdas/core/kernels/threads.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import { searchExact, searchExactForEach } from '../../../lambdas/core/search/search-exact.ts';
import { SearchSpace } from '../../../lambdas/core/search/search-space.ts';
import { WatchedThreads } from '../../support/core/helping-threads.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { packedSpace } from '../../support/core/packed.ts';

const [ROWS, D] = [17_000, 8];
const vectors = normals(ROWS * D, 'space');
const products: PackedProduct[] = Array.from({ length: ROWS }, (_, i) => ({
  id: `p${i}`,
  vector: vectors.subarray(i * D, (i + 1) * D),
}));
const queries = Array.from({ length: 9 }, (_, i) => normals(D, 'query', i));

/** Threads that are noted and never come. */
class NotedThreads implements Threads {
  readonly count = 3;
  readonly patienceSeconds = 1;
  readonly helpers: { gone: boolean }[] = [];

  start(_wanted: HelpWanted): Helper {
    const noted = {
      gone: false,
      stop: async () => {
        noted.gone = true;
      },
    };
    this.helpers.push(noted);
    return noted;
  }
}

/** All products in the delta, or all packed but one. */
const kinds = {
  'a delta': (threads?: Threads) => {
    const space = new SearchSpace('m-1', D, undefined, threads);
    for (const { id, vector } of products) space.upsert(id, vector);
    return space;
  },
  'a packed base': (threads?: Threads) => {
    const space = new SearchSpace('m-1', D, packedSpace(products, { threads }), threads);
    space.upsert('p7', vectors.subarray(0, D));
    return space;
  },
};

function found(space: SearchSpace) {
  const options = { k: 10, excludeIds: new Set(['p3']) };
  return [...queries.map((query) => searchExact(space, query, options)), searchExactForEach(space, queries, options)];
}

describe.each(Object.entries(kinds))('%s of many products, searched by several threads', (_kind, spaceBy) => {
  const watched = new WatchedThreads(3);
  afterAll(() => watched.close());

  it('finds the same as by one', () => {
    const alone = found(spaceBy());
    const space = spaceBy(watched);
    do {
      expect(found(space)).toEqual(alone);
      watched.allReady();
    } while (watched.helped < 10);
    space.close();
    expect(found(space)).toEqual(alone);
  });

  it('starts them at its second search, so that the first waits for none', () => {
    const threads = new NotedThreads();
    const space = spaceBy(threads);
    const first = searchExact(space, queries[0]!, { k: 10 });
    expect(threads.helpers).toHaveLength(0);
    expect(searchExact(space, queries[0]!, { k: 10 })).toEqual(first);
    expect(threads.helpers).toHaveLength(2);
    searchExact(space, queries[0]!, { k: 10 });
    expect(threads.helpers).toHaveLength(2);
  });

  it('starts none once it is closed, though it was never searched before', () => {
    const threads = new NotedThreads();
    const space = spaceBy(threads);
    space.close();
    found(space);
    expect(threads.helpers).toHaveLength(0);
  });

  it('ends them when it is closed', () => {
    const threads = new NotedThreads();
    const space = spaceBy(threads);
    found(space);
    expect(threads.helpers.map(({ gone }) => gone)).toEqual([false, false]);
    space.close();
    expect(threads.helpers.map(({ gone }) => gone)).toEqual([true, true]);
  });
});

describe('a space of few products', () => {
  it('asks no other thread for help', () => {
    const threads = new NotedThreads();
    const space = new SearchSpace('m-1', D, packedSpace(products.slice(0, 16_000), { threads }), threads);
    found(space);
    expect(threads.helpers).toHaveLength(0);
  });
});
