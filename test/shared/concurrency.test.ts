import { describe, expect, it } from 'vitest';
import {
  inGroups,
  limitConcurrency,
  mapConcurrently,
  mergeConcurrently,
  readAhead,
} from '../../lambdas/shared/concurrency.ts';
import { collect } from '../contracts/samples.ts';

/** Sources that note when they are open. */
function countedSources(lengths: readonly number[]) {
  const counts = { open: 0, most: 0, closed: 0 };
  const sources = lengths.map(
    (length, source) =>
      async function* () {
        counts.most = Math.max(counts.most, ++counts.open);
        try {
          for (let index = 0; index < length; index++) {
            await new Promise((resolve) => setImmediate(resolve));
            yield `${source}.${index}`;
          }
        } finally {
          counts.open--;
          counts.closed++;
        }
      },
  );
  return { sources, counts };
}

describe('mergeConcurrently', () => {
  it('yields the items of all sources with at most `limit` sources open', async () => {
    const { sources, counts } = countedSources([3, 0, 5, 1, 2]);
    const merged = await collect(mergeConcurrently(sources, 2));
    expect(merged.sort()).toEqual(['0.0', '0.1', '0.2', '2.0', '2.1', '2.2', '2.3', '2.4', '3.0', '4.0', '4.1']);
    expect(counts).toEqual({ open: 0, most: 2, closed: 5 });
  });

  it('yields the items of one source in their order', async () => {
    const { sources } = countedSources([5, 5]);
    const merged = await collect(mergeConcurrently(sources, 2));
    expect(merged.filter((item) => item.startsWith('1.'))).toEqual(['1.0', '1.1', '1.2', '1.3', '1.4']);
  });

  it('yields nothing when there are no sources', async () => {
    expect(await collect(mergeConcurrently([], 3))).toEqual([]);
  });

  it('closes the open sources when its reader stops early', async () => {
    const { sources, counts } = countedSources([9, 9, 9]);
    for await (const _item of mergeConcurrently(sources, 2)) break;
    expect(counts).toEqual({ open: 0, most: 2, closed: 2 });
  });

  it('throws the error of a source and closes the others', async () => {
    const { sources, counts } = countedSources([1, 9]);
    const failing = async function* (): AsyncGenerator<string, void, void> {
      yield 'before';
      throw new Error('broken source');
    };
    await expect(collect(mergeConcurrently([...sources, failing], 3))).rejects.toThrow('broken source');
    expect(counts.open).toBe(0);
  });
});

describe('mapConcurrently', () => {
  it('runs a task for each item, at most `limit` at a time, and returns the results in order', async () => {
    let open = 0;
    let most = 0;
    const results = await mapConcurrently(new Set([5, 4, 3, 2, 1]), 2, async (item) => {
      most = Math.max(most, ++open);
      for (let turn = 0; turn < item; turn++) await new Promise((resolve) => setImmediate(resolve));
      open--;
      return item * 10;
    });
    expect([most, results]).toEqual([2, [50, 40, 30, 20, 10]]);
  });

  it('starts nothing after a failure and throws the first failure once the running tasks have ended', async () => {
    const done: number[] = [];
    const work = async (item: number) => {
      if (item === 1) throw new Error('first');
      await new Promise((resolve) => setImmediate(resolve));
      done.push(item);
    };
    await expect(mapConcurrently([1, 2, 3, 4], 2, work)).rejects.toThrow('first');
    expect(done).toEqual([2]);
  });
});

describe('inGroups', () => {
  it('yields groups of the given size and a smaller last group', async () => {
    const items = async function* () {
      yield* [1, 2, 3, 4, 5];
    };
    expect(await collect(inGroups(items(), 2))).toEqual([[1, 2], [3, 4], [5]]);
  });
});

describe('readAhead', () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** Numbers from 1, with the last one that was asked for, and whether the source was closed. */
  const counting = (state: { last: number; closed: boolean }, failAfter = Infinity) =>
    (async function* () {
      try {
        while (state.last < failAfter) yield ++state.last;
        throw new Error('broken source');
      } finally {
        state.closed = true;
      }
    })();

  it('reads up to the limit before anyone asks, and the rest when it is asked for', async () => {
    const state = { last: 0, closed: false };
    const { items } = readAhead(counting(state), 3);
    await settle();
    expect(state.last).toBe(3);
    const read: number[] = [];
    for await (const item of items) if (read.push(item) === 5) break;
    expect([read, state]).toEqual([[1, 2, 3, 4, 5], { last: 5, closed: true }]);
  });

  it('throws a failure after the items that were read before it, and to nobody if no item is wanted', async () => {
    const { items } = readAhead(counting({ last: 0, closed: false }, 2), 10);
    await settle();
    const read: number[] = [];
    const reading = async () => {
      for await (const item of items) read.push(item);
    };
    await expect(reading()).rejects.toThrow('broken source');
    expect(read).toEqual([1, 2]);
  });

  it('reads nothing more after a stop, and closes the source', async () => {
    const state = { last: 0, closed: false };
    const { stop } = readAhead(counting(state), 1000);
    stop();
    await settle();
    expect(state).toEqual({ last: 1, closed: true });
  });
});

describe('limitConcurrency', () => {
  it('runs at most as many tasks at once, in order, also after one that fails', async () => {
    const limit = limitConcurrency(2);
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const task = (i: number) => async () => {
      started.push(i);
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      if (i === 1) throw new Error('one fails');
      return i;
    };
    const settled = await Promise.allSettled([0, 1, 2, 3, 4].map((i) => limit(task(i))));
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([0, 'failed', 2, 3, 4]);
    expect({ most, started }).toEqual({ most: 2, started: [0, 1, 2, 3, 4] });
  });
});
