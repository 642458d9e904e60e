import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { type LimitOptions, LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { dynamoDbForTests } from '../../support/local/local-servers.ts';
import { createProductsTable } from '../../support/stores/tables.ts';

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

/** A table whose clock only the test moves. */
async function tableWith(options: LimitOptions) {
  let now = 0;
  const limits = new LocalLimits({ ...options, nowMilliseconds: () => now });
  const { client, close } = await dynamoDbForTests({ limits, attempts: 1 });
  closes.push(close);
  const TableName = await createProductsTable(client);
  const pass = (seconds: number) => {
    now += 1000 * seconds;
  };
  const units = () => limits.counts().units[TableName];
  return { ...commandsOf(client, TableName), limits, client, TableName, pass, units };
}

const keyOf = (id: string, record = 'product') => ({ productId: { S: id }, record: { S: record } });

function commandsOf(client: DynamoDBClient, TableName: string) {
  const put = (id: string, more: Record<string, { S: string }> = {}, record?: string) =>
    client.send(new PutItemCommand({ TableName, Item: { ...keyOf(id, record), ...more } }));
  const get = (id: string, ConsistentRead = false) =>
    client.send(new GetItemCommand({ TableName, Key: keyOf(id), ConsistentRead }));
  const putAll = (ids: readonly string[]) =>
    client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: ids.map((id) => ({ PutRequest: { Item: keyOf(id) } })) },
      }),
    );
  return { put, get, putAll };
}

const strict = (limitValues: LimitOptions['limitValues'] & object): LimitOptions => ({
  limits: 'aws',
  faults: { seed: 1, rates: {} },
  limitValues,
});

describe('sizes of the local DynamoDB', () => {
  it('refuses an item above 400 KB, counted in UTF-8, also in a batch', async () => {
    const { put, client, TableName, limits } = await tableWith({});
    const text = '\u20ac'.repeat(140_000);
    const message = 'Item size has exceeded the maximum allowed size';
    await expect(put('a', { text: { S: text } })).rejects.toMatchObject({ name: 'ValidationException', message });
    const request = { PutRequest: { Item: { ...keyOf('a'), text: { S: text } } } };
    const batch = new BatchWriteItemCommand({ RequestItems: { [TableName]: [request] } });
    await expect(client.send(batch)).rejects.toMatchObject({ name: 'ValidationException', message });
    await put('a', { text: { S: '\u20ac'.repeat(136_000) } });
    expect(limits.counts().met).toEqual({ itemBytes: 2 });
  });

  it('refuses a request above 16 MB', async () => {
    const { put, limits } = await tableWith({});
    const text = { S: 'x'.repeat(16 * 1024 ** 2) };
    await expect(put('a', { text })).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
    expect(limits.counts().met).toEqual({ batchBytes: 1 });
  });

  it('ends a page of a scan at 1 MB', async () => {
    const { put, client, TableName, limits } = await tableWith({ ...strict({}) });
    for (const id of ['a', 'b', 'c', 'd']) await put(id, { text: { S: 'x'.repeat(300 * 1024) } });
    const { Items, LastEvaluatedKey } = await client.send(new ScanCommand({ TableName }));
    expect(Items).toHaveLength(4);
    expect(LastEvaluatedKey).toBeDefined();
    expect(limits.counts().met).toMatchObject({ pageBytes: 1 });
  });
});

describe('units of the local DynamoDB', () => {
  it('are those of AWS for each kind of request', async () => {
    const { put, get, client, TableName, units } = await tableWith(strict({}));
    const spent = async (request: () => Promise<unknown>) => {
      const before = units() ?? { read: 0, write: 0 };
      await request();
      return { read: units()!.read - before.read, write: units()!.write - before.write };
    };
    const Key = keyOf('a');
    const text = { S: 'x'.repeat(5000) };
    expect(await spent(() => put('a', { text }))).toEqual({ read: 0, write: 5 });
    expect(await spent(() => get('a'))).toEqual({ read: 1, write: 0 });
    expect(await spent(() => get('a', true))).toEqual({ read: 2, write: 0 });
    expect(await spent(() => get('nobody', true))).toEqual({ read: 1, write: 0 });
    expect(await spent(() => client.send(new ScanCommand({ TableName })))).toEqual({ read: 1, write: 0 });
    const query = { KeyConditionExpression: 'productId = :id', ExpressionAttributeValues: { ':id': { S: 'a' } } };
    const consistent = { TableName, ...query, ConsistentRead: true };
    expect(await spent(() => client.send(new QueryCommand(consistent)))).toEqual({ read: 2, write: 0 });
    const keys = { [TableName]: { Keys: [Key, keyOf('nobody')] } };
    const batch = new BatchGetItemCommand({ RequestItems: keys });
    expect(await spent(() => client.send(batch))).toEqual({ read: 1.5, write: 0 });
    const update = {
      TableName,
      Key,
      UpdateExpression: 'SET flag = :id',
      ExpressionAttributeValues: { ':id': { S: 'a' } },
    };
    expect(await spent(() => client.send(new UpdateItemCommand(update)))).toEqual({ read: 0, write: 5 });
    const refused = new PutItemCommand({
      TableName,
      Item: Key,
      ConditionExpression: 'attribute_not_exists(productId)',
    });
    expect(await spent(() => client.send(refused).catch(() => {}))).toEqual({ read: 0, write: 1 });
    expect(await spent(() => client.send(new DeleteItemCommand({ TableName, Key })))).toEqual({ read: 0, write: 5 });
    expect(await spent(() => client.send(new DeleteItemCommand({ TableName, Key })))).toEqual({ read: 0, write: 1 });
  });

  it('throttle writes of a table, and let them through again in the next second', async () => {
    const { put, pass, limits } = await tableWith(strict({ tableWriteUnits: 2 }));
    await put('a');
    await put('b');
    await expect(put('c')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(limits.counts().met).toEqual({ tableWriteUnits: 1 });
    pass(1);
    await put('c');
  });

  it('throttle reads of a table', async () => {
    const { get, limits } = await tableWith(strict({ tableReadUnits: 1 }));
    await get('a');
    await get('a');
    await expect(get('a')).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(limits.counts().met).toEqual({ tableReadUnits: 1 });
  });

  it('throttle writes of an index, which then wait although the table has units', async () => {
    const { put, limits } = await tableWith(strict({ tableWriteUnits: 5 }));
    const entry = (at: string) => ({ changeShard: { S: 'p' }, updatedAt: { S: at } });
    // The second write removes an entry and writes another: two units of the index, one of the table.
    for (const at of ['1', '2', '3']) await put('a', entry(at));
    await expect(put('a', entry('4'))).rejects.toMatchObject({ name: 'ThrottlingException' });
    await put('a');
    expect(limits.counts().met).toEqual({ tableWriteUnits: 1 });
  });

  it('throttle one partition key, and leave the others', async () => {
    const { put, get, limits } = await tableWith(strict({ partitionWriteUnits: 1, partitionReadUnits: 1 }));
    await put('a', {}, 'one');
    await expect(put('a', {}, 'two')).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await put('b');
    await get('a', true);
    await expect(get('a', true)).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await get('b', true);
    expect(limits.counts().met).toEqual({ partitionWriteUnits: 1, partitionReadUnits: 1 });
  });

  it('leave a part of a batch unprocessed, and refuse a batch of which nothing can be done', async () => {
    const { putAll, client, TableName, pass } = await tableWith(strict({ tableWriteUnits: 2, tableReadUnits: 0.5 }));
    const { UnprocessedItems } = await putAll(['a', 'b', 'c']);
    expect(UnprocessedItems).toEqual({ [TableName]: [{ PutRequest: { Item: keyOf('c') } }] });
    await expect(putAll(['d', 'e'])).rejects.toMatchObject({ name: 'ThrottlingException' });
    pass(1);
    expect((await putAll(['c'])).UnprocessedItems).toEqual({});
    const Keys = ['a', 'b', 'c'].map((id) => keyOf(id));
    const request = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } });
    const { Responses, UnprocessedKeys } = await client.send(request);
    expect(Responses?.[TableName]).toHaveLength(2);
    expect(UnprocessedKeys).toEqual({ [TableName]: { Keys: [keyOf('c')] } });
    await expect(client.send(request)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
