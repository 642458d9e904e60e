import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeShardOf } from '../../../lambdas/stores/dynamodb/products-table/change-shards.ts';
import { vectorItem } from '../../../lambdas/stores/dynamodb/products-table/vector-record.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { DynamoModelPointers } from '../../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import type { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { storedVectorOf, TestClock } from '../../support/core/factories.ts';
import { idsOf, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

const client = new DynamoDBClient({ region: 'us-east-1' });
const dynamoDb = mockClient(client);

const RECHECK_SECONDS = 2;
const PARTITIONS = 16;

let clock: TestClock;
let cache: LiveIndexCache;
/** What was read, with the second of the clock. A read is a call of DynamoDB: an item by its key, or a partition of changes. */
let reads: { readonly at: number; readonly of: string }[];
/** The changes by their partition. */
let changes: Map<string, ReturnType<typeof vectorItem>>;
let changesUntil: string | undefined;

const now = () => clock.now().getTime() / 1000;

beforeEach(async () => {
  clock = new TestClock();
  reads = [];
  changes = new Map();
  changesUntil = undefined;
  dynamoDb.reset();
  const movedAt = clock.now().toISOString();
  clock.advance(3600);
  dynamoDb.on(GetItemCommand).callsFake(() => {
    reads.push({ at: now(), of: 'the pointer' });
    return {
      Item: {
        version: { S: 'm-1' },
        movedAt: { S: movedAt },
        ...(changesUntil && { changesUntil: { S: changesUntil } }),
      },
    };
  });
  dynamoDb.on(QueryCommand).callsFake(({ ExpressionAttributeValues }) => {
    const { ':shard': shard, ':since': since } = ExpressionAttributeValues;
    reads.push({ at: now(), of: shard.S });
    const item = changes.get(shard.S);
    return { Items: item && (item.updatedAt!.S ?? '') >= (since?.S ?? '') ? [item] : [] };
  });
  cache = liveIndexCacheOf({
    vectors: new DynamoVectorStore(client, 'Products'),
    pointers: new DynamoModelPointers(client, 'Registry'),
    clock,
    recheckSeconds: RECHECK_SECONDS,
  });
  await cache.live();
});

/** Asks for the index every so many seconds, for some time. @returns what was read */
async function ask(everySeconds: number, seconds: number) {
  reads = [];
  for (let asked = 0; asked < seconds; asked += everySeconds) {
    clock.advance(everySeconds);
    await cache.live();
  }
  return reads;
}

/** Writes a product now. */
function write(id: string): string {
  const at = clock.now().toISOString();
  const shard = changeShardOf(id, 'm-1');
  changes.set(shard, vectorItem(storedVectorOf(id, 'm-1', [1, 0]), at));
  return shard;
}

const secondsLater = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000).toISOString();
const servedIds = async () => idsOf((await cache.live())?.index) ?? [];

describe('a warm environment while nothing changes', () => {
  it('makes at most 2 reads in any 2 seconds: the pointer, and one partition of the changes', async () => {
    const made = await ask(0.25, 600);
    for (const { at } of made) {
      const within = made.filter((read) => read.at >= at && read.at < at + RECHECK_SECONDS);
      expect(within.length).toBeLessThanOrEqual(2);
    }
    expect(made).toHaveLength(600);
  });

  it('reads every partition within 32 seconds', async () => {
    const made = await ask(0.5, 96);
    for (let from = made[0]!.at; from + 32 <= made.at(-1)!.at; from += 2) {
      const within = made.filter(({ at, of }) => at >= from && at < from + 32 && of !== 'the pointer');
      expect(new Set(within.map(({ of }) => of)).size).toBe(PARTITIONS);
    }
  });

  it.each([3, 7, 20, 33, 60, 300])(
    'makes at most 2 reads each 2 seconds if it is asked every %d seconds',
    async (every) => {
      const seconds = every * 40;
      expect((await ask(every, seconds)).length).toBeLessThanOrEqual(seconds);
    },
  );

  it('reads nothing while nobody asks', async () => {
    reads = [];
    clock.advance(3600);
    await new Promise(setImmediate);
    expect(reads).toEqual([]);
  });
});

describe('a change', () => {
  it('that is announced is found by the next read, in any partition', async () => {
    for (const id of ['a', 'b', 'c', 'd']) {
      await ask(1, 60);
      changesUntil = secondsLater(5);
      write(id);
      clock.advance(RECHECK_SECONDS);
      expect(await servedIds()).toContain(id);
    }
  });

  it('is looked for in all partitions until 17 seconds after the announced time', async () => {
    await ask(1, 60);
    changesUntil = secondsLater(5);
    const made = await ask(2, 60);
    const announcedAt = made[0]!.at - 2;
    const whole = Map.groupBy(made, ({ at }) => at - announcedAt);
    for (const [second, some] of whole) expect(some).toHaveLength(second <= 24 ? 1 + PARTITIONS : 2);
  });

  it('whose announcement was lost is found within 32 seconds', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) {
      write(id);
      await ask(2, 32);
      expect(await servedIds()).toContain(id);
    }
  });

  it('whose announcement was lost is found at once after an hour in which nobody asked', async () => {
    write('a');
    clock.advance(3600);
    expect(await servedIds()).toContain('a');
  });
});
