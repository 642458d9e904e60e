import { BatchWriteItemCommand, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoProductStore } from '../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { DynamoModelPointers } from '../../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { writeSnapshot } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import { productOf, storedProductOf, storedVectorOf, TestClock } from '../../support/core/factories.ts';
import { dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../../support/stores/tables.ts';
import { idsOf, liveIndexCacheOf } from '../../support/worlds/live-index-caches.ts';

/*
 * The procedure of docs/runbooks/restore-from-point-in-time.md, as far as it can be played here: a table with the same keys and
 * another name gets the items of a moment, as DynamoDB restores them.
 */

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
});
afterAll(() => dynamoDb.close());

/** Copies all items of a table into an empty one. */
async function restore(client: DynamoDBClient, from: string, to: string): Promise<void> {
  for await (const { Items = [] } of paginateScan({ client }, { TableName: from, Limit: 25 }))
    await client.send(
      new BatchWriteItemCommand({ RequestItems: { [to]: Items.map((Item) => ({ PutRequest: { Item } })) } }),
    );
}

function shopOf(client: DynamoDBClient, products: string, registry: string) {
  return {
    products: new DynamoProductStore(client, products),
    vectors: new DynamoVectorStore(client, products),
    pointers: new DynamoModelPointers(client, registry),
  };
}

type Shop = ReturnType<typeof shopOf>;

async function write({ products, vectors }: Shop, id: string, clock: TestClock): Promise<void> {
  const updatedAt = clock.now().toISOString();
  await products.put(storedProductOf(productOf(id, { title: `Product ${id}` }), updatedAt));
  await vectors.putMany([storedVectorOf(id, 'm-1', id === 'before' ? [1, 0] : [0, 1])], { updatedAt });
}

/** A shop whose tables were restored to the moment before its last write. Its snapshot has that write. */
async function restoredShop() {
  const { client } = dynamoDb;
  const clock = new TestClock();
  const snapshots = new MemorySnapshotStore();
  const names = [await createProductsTable(client), await createRegistryTable(client)] as const;
  const shop = shopOf(client, ...names);
  await shop.pointers.move('live', { from: undefined, to: 'm-1', at: clock.now().toISOString() });
  await write(shop, 'before', clock);
  const restoredNames = [await createProductsTable(client), await createRegistryTable(client)] as const;
  for (const [i, name] of names.entries()) await restore(client, name, restoredNames[i]!);
  clock.advance(60);
  await write(shop, 'after', clock);
  await writeSnapshot({ vectors: shop.vectors, snapshots, clock }, 'm-1');
  return { shop: shopOf(client, ...restoredNames), clock, snapshots };
}

const servedIds = async ({ shop, clock, snapshots }: Awaited<ReturnType<typeof restoredShop>>) => {
  const cache = liveIndexCacheOf({ ...shop, snapshots, clock, onWarning: () => {} });
  return idsOf((await cache.live())?.index);
};

describe('a stage on restored tables with other names', () => {
  it('has the products, the vectors and the live version of that moment', async () => {
    const { shop } = await restoredShop();
    expect(await shop.products.get('before')).toMatchObject({ product: { title: 'Product before' } });
    expect(await shop.products.get('after')).toBeUndefined();
    expect(await shop.pointers.read('live')).toMatchObject({ version: 'm-1' });
  });

  it('takes writes, and serves them', async () => {
    const world = await restoredShop();
    await write(world.shop, 'new', world.clock);
    expect(await world.shop.products.get('new')).toMatchObject({ product: { title: 'Product new' } });
    expect(await servedIds({ ...world, snapshots: new MemorySnapshotStore() })).toEqual(['before', 'new']);
  });

  it('serves products that the tables lack until the manifest of the newer snapshot is removed', async () => {
    const world = await restoredShop();
    expect(await servedIds(world)).toEqual(['after', 'before']);
    expect(await servedIds({ ...world, snapshots: new MemorySnapshotStore() })).toEqual(['before']);
  });
});
