import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../lambdas/ports/store-error.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { AnnouncedVectors } from '../../../lambdas/use-cases/embedding/announced-vectors.ts';
import { removal, secondOf, storedVector } from '../../contracts/samples.ts';
import { describeVectorStore } from '../../contracts/vector-store.contract.ts';

/** What happened, in order: announcements with their version and time, and writes. */
let events: string[];
let warnings: unknown[];
let announce: (version: string, until: string) => Promise<void>;
let vectors: MemoryVectorStore;
let announced: AnnouncedVectors;
/** Seconds by the clock. */
let nowSecond: number;
const clock = { now: () => new Date(secondOf(nowSecond)) };

beforeEach(() => {
  events = [];
  nowSecond = 0;
  warnings = [];
  announce = async (version, until) => void events.push(`${version} until ${until}`);
  vectors = new MemoryVectorStore();
  const { putMany, remove } = vectors;
  vectors.putMany = async (...given) => {
    events.push('put');
    await putMany.apply(vectors, given);
  };
  vectors.remove = async (...given) => {
    events.push('remove');
    await remove.apply(vectors, given);
  };
  announced = new AnnouncedVectors({
    vectors,
    pointers: { announceChanges: (...given) => announce(...given) },
    clock,
    onWarning: (cause) => warnings.push(cause),
  });
});

describeVectorStore(
  'AnnouncedVectors',
  async () =>
    new AnnouncedVectors({
      vectors: new MemoryVectorStore(),
      pointers: { async announceChanges() {} },
      clock,
      onWarning() {},
    }),
);

const put = (second: number, version = 'm-1') =>
  announced.putMany([storedVector('a', second, version)], { updatedAt: secondOf(second) });

describe('AnnouncedVectors', () => {
  it('announces a change for 5 seconds before it is written', async () => {
    await put(1);
    await announced.remove('a', 'm-2', removal(2));
    expect(events).toEqual([`m-1 until ${secondOf(6)}`, 'put', `m-2 until ${secondOf(7)}`, 'remove']);
  });

  it('announces the changes of a version again only after that time', async () => {
    for (const second of [1, 2, 6, 7]) await put(second);
    expect(events).toEqual([`m-1 until ${secondOf(6)}`, 'put', 'put', 'put', `m-1 until ${secondOf(12)}`, 'put']);
  });

  it('announces a change again if its write took longer than its announcement', async () => {
    for (const method of ['putMany', 'remove'] as const) {
      const write = vectors[method].bind(vectors) as (...given: unknown[]) => Promise<void>;
      vectors[method] = async (...given: unknown[]) => {
        nowSecond += 20;
        await write(...given);
      };
    }
    await put(1);
    await announced.remove('a', 'm-2', removal(21));
    const [before, after] = [`until ${secondOf(6)}`, `until ${secondOf(25)}`];
    expect(events).toEqual([
      `m-1 ${before}`,
      'put',
      `m-1 ${after}`,
      `m-2 until ${secondOf(26)}`,
      'remove',
      `m-2 until ${secondOf(45)}`,
    ]);
  });

  it('lets a write wait for the announcement that another write makes', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    announce = () => promise;
    const writes = [put(1), put(1)];
    await new Promise(setImmediate);
    expect(events).toEqual([]);
    resolve();
    await Promise.all(writes);
    expect(events).toEqual(['put', 'put']);
  });

  it('does not announce writes in bulk, and nothing for an empty list', async () => {
    await announced.putMany([storedVector('a', 1)], { updatedAt: secondOf(1), onlyNewer: false });
    await announced.putMany([], { updatedAt: secondOf(1) });
    expect(events).toEqual(['put', 'put']);
  });

  it('writes all the same if the announcement fails, with a warning, and announces the next change', async () => {
    const failure = new StoreError('unavailable', 'DynamoDB throttles');
    announce = () => Promise.reject(failure);
    await put(1);
    expect(await vectors.get('a', 'm-1')).toBeDefined();
    expect(warnings).toEqual([failure]);
    announce = async (version, until) => void events.push(`${version} until ${until}`);
    await put(2);
    expect(events).toEqual(['put', `m-1 until ${secondOf(7)}`, 'put']);
  });
});
