import {
  DynamoDBClient,
  GetItemCommand,
  SearchVectorsCommand,
  type SearchVectorsCommandInput,
  ThrottlingException,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IndexedVersions } from '../../../lambdas/ports/vector-index.ts';
import { DynamoVectorIndex } from '../../../lambdas/stores/dynamodb/products-table/vector-index.ts';
import { indexAttributes, numberList } from '../../../lambdas/stores/dynamodb/products-table/vector-index-item.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { DynamoIndexedVersions } from '../../../lambdas/stores/dynamodb/registry-table/indexed-versions.ts';
import { MemoryIndexedVersions } from '../../../lambdas/stores/memory/indexed-versions.ts';
import { collect, secondOf } from '../../contracts/samples.ts';
import { describeVectorStore } from '../../contracts/vector-store.contract.ts';
import { storedVectorOf } from '../../support/core/factories.ts';
import { dynamoDbClient, dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../../support/stores/tables.ts';
import { VectorSearchFake } from '../../support/stores/vector-search-fake.ts';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
});
afterAll(() => dynamoDb.close());

const shape = { name: 'vectors-2', dimensions: 2, filterFields: ['brand', 'attributes.new', 'attributes.size'] };

describeVectorStore('DynamoVectorStore with a vector index', async () => {
  const index = { ...shape, dimensions: 3 };
  return new DynamoVectorStore(dynamoDb.client, await createProductsTable(dynamoDb.client), { index });
});

it('DynamoVectorStore reads a vector without its list of numbers for the index, which is many times as large', async () => {
  const client = dynamoDbClient(dynamoDb.endpoint);
  const answers: string[] = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      answers.push(JSON.stringify(answer.output));
      return answer;
    },
    { step: 'initialize' },
  );
  const store = new DynamoVectorStore(client, await createProductsTable(client), { index: shape });
  const stored = { ...storedVectorOf('a', 'm-1', [0.5, -1]), fields: { brand: 'Lux' } };
  await store.putMany([stored], { updatedAt: secondOf(1) });
  answers.length = 0;
  expect((await store.getMany(['a'], 'm-1')).get('a')).toEqual(stored);
  expect(await collect(store.changes('m-1'))).toMatchObject([{ stored }]);
  expect((await collect(store.changePages('m-1'))).flatMap(({ changes }) => changes)).toMatchObject([{ stored }]);
  expect(answers.join()).toContain('revision');
  expect(answers.join()).not.toContain('numbers2');
  client.destroy();
});

it('DynamoVectorStore removes an expired vector from the index at once', async () => {
  const client = dynamoDbClient(dynamoDb.endpoint);
  const tableName = await createProductsTable(client);
  const fake = { ...shape, vectorAttribute: 'numbers2', partition: 'modelVersion', filters: [] };
  new VectorSearchFake(client, fake);
  const store = new DynamoVectorStore(client, tableName, { index: shape });
  const index = new DynamoVectorIndex(client, tableName, shape);
  const found = async () =>
    (await index.nearest('m-1', Float32Array.of(1, 0), { k: 5, equals: {} })).map(({ id }) => id).sort();
  const vectors = ['left', 'stays'].map((id) => storedVectorOf(id, 'm-1', [1, 0]));
  await store.putMany(vectors, { updatedAt: secondOf(1) });
  expect(await found()).toEqual(['left', 'stays']);
  await collect(store.expire('m-1', secondOf(30)));
  expect(await found()).toEqual([]);
  await store.putMany(vectors.slice(1), { updatedAt: secondOf(40) });
  expect(await found()).toEqual(['stays']);
  client.destroy();
});

describe('indexAttributes', () => {
  const stored = (vector: number[], fields = {}) => ({ ...storedVectorOf('a', 'm-1', vector), fields });

  it('returns the vector as a list of numbers, and the words to filter by', () => {
    const fields = { brand: 'Lux', 'attributes.new': true, 'attributes.size': 12, category: ['Lamps'] };
    expect(indexAttributes(shape, stored([0.5, -1], fields))).toEqual({
      numbers2: { L: [{ N: '0.5' }, { N: '-1' }] },
      'filter.brand': { S: 'Lux' },
      'filter.attributes.new': { S: 'true' },
    });
  });

  it.each([
    ['of another length', [1, 2, 3]],
    ['without a direction', [0, 0]],
    ['that is not finite', [Number.NaN, 1]],
  ])('returns nothing for a vector %s', (_what, vector) => {
    expect(indexAttributes(shape, stored(vector, { brand: 'Lux' }))).toEqual({});
  });

  it('omits empty words, which DynamoDB would refuse', () => {
    expect(Object.keys(indexAttributes(shape, stored([1, 0], { brand: '' })))).toEqual(['numbers2']);
  });

  it('writes every float32 exactly, in few digits', () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (vector) => {
        const texts = numberList(vector).map(({ N }) => N);
        expect(Float32Array.from(texts, Number)).toEqual(vector.map((x) => (x === 0 ? 0 : x)));
        for (const text of texts)
          expect(text.replace(/e.*|[-.]/g, '').replace(/^0+|0+$/g, '').length).toBeLessThanOrEqual(9);
      }),
    );
  });

  it('returns attributes that count for the limit of 400 KB', async () => {
    const index = { ...shape, dimensions: 18_000 };
    const store = new DynamoVectorStore(dynamoDb.client, await createProductsTable(dynamoDb.client), { index });
    const vector = Array.from({ length: 18_000 }, (_, i) => i + 0.5);
    const writing = store.putMany([storedVectorOf('a', 'm-1', vector)], { updatedAt: secondOf(1) });
    await expect(writing).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('DynamoVectorIndex', () => {
  const mocked = new DynamoDBClient({ region: 'us-east-1' });
  const mock = mockClient(mocked);
  const waits: number[] = [];
  const backoff = { attempts: 3, wait: async (failures: number) => void waits.push(failures) };
  const index = new DynamoVectorIndex(mocked, 'Products', shape, { backoff });
  const nearest = (equals = {}) => index.nearest('m-1', Float32Array.of(0.25, 1), { k: 5, equals });

  beforeEach(() => {
    mock.reset();
    waits.length = 0;
  });

  it('sends the documented request', async () => {
    mock.on(SearchVectorsCommand).resolves({});
    expect(await nearest({ brand: 'Lux' })).toEqual([]);
    const expected: SearchVectorsCommandInput = {
      TableName: 'Products',
      IndexName: 'vectors-2',
      SearchVector: [{ N: '0.25' }, { N: '1' }],
      TopK: 5,
      ProjectionExpression: 'productId',
      SearchConditionExpression: '#c0 = :c0 AND #c1 = :c1',
      ExpressionAttributeNames: { '#c0': 'modelVersion', '#c1': 'filter.brand' },
      ExpressionAttributeValues: { ':c0': { S: 'm-1' }, ':c1': { S: 'Lux' } },
    };
    expect(mock.commandCalls(SearchVectorsCommand)[0]?.args[0].input).toEqual(expected);
  });

  it('returns cosines for distances from 0 to 2, and omits results without an id', async () => {
    const SearchResults = [
      { Item: { productId: { S: 'a' } }, Score: 0 },
      { Item: { productId: { S: 'b' } }, Score: 2 },
      { Item: {}, Score: 0.5 },
    ];
    mock.on(SearchVectorsCommand).resolves({ SearchResults });
    expect(await nearest()).toEqual([
      { id: 'a', score: 1 },
      { id: 'b', score: -1 },
    ]);
  });

  it('throws `unavailable` when it is throttled, without another attempt', async () => {
    mock.on(SearchVectorsCommand).rejects(new ThrottlingException({ $metadata: {}, message: 'too much' }));
    await expect(nearest()).rejects.toMatchObject({ code: 'unavailable' });
    expect(waits).toEqual([]);
  });

  it('throws `misconfigured` for a refusal, without another attempt', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    mock.on(SearchVectorsCommand).rejects(denied);
    await expect(nearest()).rejects.toMatchObject({ code: 'misconfigured', cause: denied });
    expect(waits).toEqual([]);
  });
});

const stores: [string, () => Promise<IndexedVersions>][] = [
  ['MemoryIndexedVersions', async () => new MemoryIndexedVersions()],
  [
    'DynamoIndexedVersions',
    async () => new DynamoIndexedVersions(dynamoDb.client, await createRegistryTable(dynamoDb.client), 'vectors-2'),
  ],
];

describe.each(stores)('%s', (_name, makeStore) => {
  it('has the versions that were added once or twice', async () => {
    const versions = await makeStore();
    expect(await versions.has('m-1')).toBe(false);
    await versions.add('m-1', secondOf(1));
    await versions.add('m-1', secondOf(2));
    expect([await versions.has('m-1'), await versions.has('m-2')]).toEqual([true, false]);
  });

  it('does not have versions that were removed once or twice, and has them again after another add', async () => {
    const versions = await makeStore();
    for (const version of ['m-1', 'm-2']) await versions.add(version, secondOf(1));
    await versions.remove('m-1');
    await versions.remove('m-1');
    expect([await versions.has('m-1'), await versions.has('m-2')]).toEqual([false, true]);
    await versions.add('m-1', secondOf(2));
    expect(await versions.has('m-1')).toBe(true);
  });
});

it('DynamoIndexedVersions of another index has no version', async () => {
  const table = await createRegistryTable(dynamoDb.client);
  await new DynamoIndexedVersions(dynamoDb.client, table, 'vectors-2').add('m-1', secondOf(1));
  expect(await new DynamoIndexedVersions(dynamoDb.client, table, 'vectors-3').has('m-1')).toBe(false);
  const { Item } = await dynamoDb.client.send(
    new GetItemCommand({ TableName: table, Key: { kind: { S: 'indexed#vectors-2' }, id: { S: 'm-1' } } }),
  );
  expect(Item?.createdAt).toEqual({ S: secondOf(1) });
});
