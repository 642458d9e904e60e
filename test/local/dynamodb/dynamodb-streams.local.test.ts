import { PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import database from 'dynalite/db/index.js';
import { afterEach, expect, it } from 'vitest';
import { closeStreams, type StoreIterator, type StreamStore } from '../../../lib/local/dynamodb/dynamodb-streams.ts';
import { dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable } from '../../support/stores/tables.ts';

const { create } = database;

afterEach(() => {
  database.create = create;
});

/** Counts the iterators of the stores that are made from now on, and those of them that are closed. */
function countIterators() {
  const count = { opened: 0, closed: 0 };
  const counted = (iterator: StoreIterator): StoreIterator => {
    count.opened += 1;
    const close = iterator.close.bind(iterator);
    iterator.close = async () => {
      count.closed += 1;
      await close();
    };
    return iterator;
  };
  database.create = (options) => {
    const store = create(options);
    const [keys, values] = [store.db.keys.bind(store.db), store.db.values.bind(store.db)];
    store.db.keys = (range?: object) => counted(keys(range));
    store.db.values = (range?: object) => counted(values(range));
    return store;
  };
  return count;
}

it.each([1, 7, 100])(
  'the local DynamoDB answers a query in pages of %i in order, and closes every iterator',
  async (Limit) => {
    const count = countIterators();
    const { client, close } = await dynamoDbForTests();
    try {
      const TableName = await createProductsTable(client);
      const records = Array.from({ length: 90 }, (_, i) => `record ${String(i).padStart(3, '0')}`);
      for (const record of records) {
        await client.send(new PutItemCommand({ TableName, Item: { productId: { S: 'a' }, record: { S: record } } }));
      }
      const found: unknown[] = [];
      const query = { KeyConditionExpression: 'productId = :id', ExpressionAttributeValues: { ':id': { S: 'a' } } };
      for await (const { Items = [] } of paginateQuery({ client }, { TableName, Limit, ...query })) {
        found.push(...Items.map(({ record }) => record?.S));
      }
      expect(found).toEqual(records);
      expect(count.opened).toBeGreaterThan(0);
      expect(count.closed).toBe(count.opened);
    } finally {
      await close();
    }
  },
);

it.each([
  ['LEVEL_ITERATOR_NOT_OPEN', []],
  ['LEVEL_CORRUPTION', ['LEVEL_CORRUPTION']],
])(
  'a listing ends without an error if its store is closed meanwhile, and with any other error: %s',
  async (code, expected) => {
    const failing = () => ({
      nextv: () => Promise.reject(Object.assign(new Error(code), { code })),
      close: async () => {},
    });
    const store = { keys: failing, values: failing } as unknown as StreamStore;
    closeStreams(store);
    const errors: unknown[] = [];
    const stream = store
      .createValueStream()
      .on('error', (cause: Error & { code?: string }) => void errors.push(cause.code));
    stream.resume();
    await new Promise((resolve) => stream.once('close', resolve));
    expect(errors).toEqual(expected);
  },
);
