import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreError } from '../../../lambdas/ports/store-error.ts';
import { DynamoProductStore } from '../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { DynamoJobStore } from '../../../lambdas/stores/dynamodb/registry-table/job-store.ts';
import { DynamoModelPointers } from '../../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import { DynamoModelRegistry } from '../../../lambdas/stores/dynamodb/registry-table/model-registry.ts';
import { collect, removal, secondOf, sortedBy, storedProduct, storedVector } from '../../contracts/samples.ts';
import { dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../../support/stores/tables.ts';

type Item = Record<string, AttributeValue>;

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
  client = dynamoDb.client;
});
afterAll(() => dynamoDb.close());

async function itemOf(TableName: string, Key: Item): Promise<Item | undefined> {
  return (await client.send(new GetItemCommand({ TableName, Key }))).Item;
}

/** Replaces attributes of a stored item, as another program might. `undefined` removes the attribute. */
async function damage(TableName: string, Key: Item, change: Record<string, AttributeValue | undefined>): Promise<void> {
  const damaged = Object.entries({ ...(await itemOf(TableName, Key)), ...Key, ...change });
  const Item = Object.fromEntries(damaged.filter(([, value]) => value !== undefined)) as Item;
  await client.send(new PutItemCommand({ TableName, Item }));
}

const productKey = (id: string): Item => ({ productId: { S: id }, record: { S: 'product' } });
const vectorKey = (id: string): Item => ({ productId: { S: id }, record: { S: 'vector#m-1' } });

describe('DynamoProductStore', () => {
  it('writes the documented attributes', async () => {
    const table = await createProductsTable(client);
    const store = new DynamoProductStore(client, table);
    await store.put(storedProduct('a', 1));
    expect(await itemOf(table, productKey('a'))).toEqual({
      ...productKey('a'),
      body: { S: '{"id":"a","title":"step 1"}' },
      revision: { S: '2026-01-01T00:00:01.000Z#' },
      updatedAt: { S: secondOf(1) },
      contentSha256: { S: '4aacab27159c6f2eebdd923043eb6a007b551263beb12991678d83c3918d5c7a' },
      writeId: { S: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    await store.remove('a', removal(2));
    expect(await itemOf(table, productKey('a'))).toMatchObject({
      removed: { BOOL: true },
      expiresAt: { N: String(Date.parse('2026-03-02T00:00:02Z') / 1000) },
    });
  });

  it.each<[string, Record<string, AttributeValue | undefined>]>([
    ['no body', { body: undefined }],
    ['a body that is no JSON', { body: { S: '{"id":"a"' } }],
    ['a body that is no object', { body: { S: '"a"' } }],
    ['the body of another product', { body: { S: '{"id":"b"}' } }],
    ['no time', { updatedAt: undefined }],
    ['a revision that is no text', { revision: { N: '1' } }],
  ])('rejects a record with %s in a read, and reports and omits it in a scan', async (_what, change) => {
    const table = await createProductsTable(client);
    const corrupt: StoreError[] = [];
    const store = new DynamoProductStore(client, table, { onCorrupt: (error) => corrupt.push(error) });
    await store.put(storedProduct('a', 1));
    await store.put(storedProduct('b', 1));
    await damage(table, productKey('a'), change);
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'corrupt-record',
      message: expect.stringContaining('"a"'),
    });
    expect(await collect(store.scan())).toEqual([storedProduct('b', 1)]);
    expect(corrupt.map((error) => error.code)).toEqual(['corrupt-record']);
  });

  it('scans products without their vectors, over several pages', async () => {
    const table = await createProductsTable(client);
    const store = new DynamoProductStore(client, table);
    const long = 'x'.repeat(300_000);
    const stored = Array.from({ length: 12 }, (_, index) => {
      const base = storedProduct(`product-${index}`, 1);
      return { ...base, product: { ...base.product, description: long } };
    });
    await Promise.all(stored.map((one) => store.put(one)));
    const vectors = stored.map(({ product }) => storedVector(product.id, 1));
    await new DynamoVectorStore(client, table).putMany(vectors, { updatedAt: secondOf(1), onlyNewer: false });
    const scanned = await collect(store.scan());
    expect(new Set(scanned.map(({ product }) => product.id))).toEqual(new Set(stored.map(({ product }) => product.id)));
    expect(scanned).toHaveLength(stored.length);
  });

  it('rejects a product of more than 400 KB with its size', async () => {
    const store = new DynamoProductStore(client, await createProductsTable(client));
    const base = storedProduct('a', 1);
    const fits = { ...base, product: { id: 'a', description: 'ü'.repeat(204_500) } };
    const tooLarge = { ...base, product: { id: 'a', description: 'ü'.repeat(204_800) } };
    await expect(store.put(tooLarge)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/product "a" has 4\d{5} bytes, expected at most 409600/),
    });
    expect(await store.put(fits)).toBe('written');
  });
});

describe('DynamoVectorStore', () => {
  it('writes the documented attributes', async () => {
    const table = await createProductsTable(client);
    const store = new DynamoVectorStore(client, table);
    await store.putMany([{ ...storedVector('a', 1), vector: Float32Array.of(1, -2.5) }], { updatedAt: secondOf(2) });
    expect(await itemOf(table, vectorKey('a'))).toEqual({
      ...vectorKey('a'),
      vector: { B: Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0) },
      dim: { N: '2' },
      modelVersion: { S: 'm-1' },
      revision: { S: '2026-01-01T00:00:01.000Z#' },
      updatedAt: { S: secondOf(2) },
      changeShard: { S: 'm-1#12' },
    });
  });

  it.each<[string, Record<string, AttributeValue | undefined>]>([
    ['bytes short of their dimension', { vector: { B: Uint8Array.of(0, 0, 0x80) } }],
    ['another dimension', { dim: { N: '4' } }],
    ['no dimension', { dim: undefined }],
    ['a dimension that is no whole number', { dim: { N: '1.5' } }],
    ['numbers as text', { vector: { S: '[1,2,3]' } }],
    ['no revision', { revision: undefined }],
  ])('rejects a record with %s in a read, and reports and omits it in the changes', async (_what, change) => {
    const table = await createProductsTable(client);
    const corrupt: StoreError[] = [];
    const store = new DynamoVectorStore(client, table, { onCorrupt: (error) => corrupt.push(error) });
    await store.putMany([storedVector('a', 1), storedVector('b', 1)], { updatedAt: secondOf(1) });
    await damage(table, vectorKey('a'), change);
    await expect(store.get('a', 'm-1')).rejects.toMatchObject({ code: 'corrupt-record' });
    const changes = await collect(store.changes('m-1'));
    expect(changes).toEqual([{ kind: 'written', stored: storedVector('b', 1), updatedAt: secondOf(1) }]);
    expect(corrupt.map((error) => error.code)).toEqual(['corrupt-record']);
  });

  it('reads changes over several pages', async () => {
    const table = await createProductsTable(client);
    const store = new DynamoVectorStore(client, table);
    const vectors = Array.from({ length: 64 }, (_, index) => ({
      ...storedVector(`product-${index}`, 1),
      vector: new Float32Array(60_000).fill(index + 1),
    }));
    await store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer: false });
    const changes = await collect(store.changes('m-1'));
    const listed = changes.map(
      (change) => change.kind === 'written' && [change.stored.productId, change.stored.vector[9]],
    );
    const expected = vectors.map(({ productId, vector }) => [productId, vector[9]]);
    expect(sortedBy(listed, String)).toEqual(sortedBy(expected, String));
  });

  it.each([true, false])(
    'rejects a vector of more than 400 KB before it writes any vector (onlyNewer: %s)',
    async (onlyNewer) => {
      const store = new DynamoVectorStore(client, await createProductsTable(client));
      const vectors = [storedVector('a', 1), { ...storedVector('b', 1), vector: new Float32Array(102_400) }];
      const writing = store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer });
      await expect(writing).rejects.toMatchObject({ code: 'too-large' });
      expect(await store.get('a', 'm-1')).toBeUndefined();
    },
  );
});

describe('each store of the table Registry', () => {
  it('rejects a record with a missing attribute or an unknown state', async () => {
    const table = await createRegistryTable(client);
    await new DynamoModelPointers(client, table).move('head', { from: undefined, to: 'm-1', at: secondOf(1) });
    await damage(table, { kind: { S: 'pointer' }, id: { S: 'head' } }, { movedAt: undefined });
    await damage(table, { kind: { S: 'model' }, id: { S: 'm-1' } }, { createdAt: { S: secondOf(1) } });
    const running = { createdAt: { S: secondOf(1) }, updatedAt: { S: secondOf(1) }, detail: { S: '{}' } };
    await damage(table, { kind: { S: 'upload' }, id: { S: 'a' } }, { ...running, state: { S: 'unheard-of' } });
    const corrupt = { code: 'corrupt-record' };
    await expect(new DynamoModelPointers(client, table).read('head')).rejects.toMatchObject(corrupt);
    await expect(new DynamoModelRegistry(client, table).get('m-1')).rejects.toMatchObject(corrupt);
    await expect(new DynamoModelRegistry(client, table).list({ limit: 1 })).rejects.toMatchObject(corrupt);
    await expect(new DynamoJobStore(client, table).get('upload', 'a')).rejects.toMatchObject(corrupt);
  });

  it('rejects a record of more than 400 KB', async () => {
    const store = new DynamoJobStore(client, await createRegistryTable(client));
    const job = { kind: 'upload', id: 'a', state: 'running', startedAt: secondOf(1), updatedAt: secondOf(1) } as const;
    const tooLarge = { ...job, detail: { cause: 'x'.repeat(409_600) } };
    await expect(store.create(tooLarge)).rejects.toMatchObject({ code: 'too-large' });
    await expect(store.update(tooLarge)).rejects.toMatchObject({ code: 'too-large' });
    expect(await store.get('upload', 'a')).toBeUndefined();
  });

  it('lists all records, although DynamoDB limits one answer to 1 MB', async () => {
    const store = new DynamoJobStore(client, await createRegistryTable(client));
    for (let step = 0; step < 8; step++) {
      const at = secondOf(step);
      const detail = { cause: 'x'.repeat(300_000) };
      await store.create({ kind: 'upload', id: `${step}`, state: 'running', startedAt: at, updatedAt: at, detail });
    }
    const first = await store.list('upload', { limit: 7 });
    expect(first.items.map((job) => job.id)).toEqual(['7', '6', '5', '4', '3', '2', '1']);
    const second = await store.list('upload', { limit: 7, cursor: first.cursor! });
    expect(second.items.map((job) => job.id)).toEqual(['0']);
    expect(second.cursor).toBeUndefined();
  });
});
