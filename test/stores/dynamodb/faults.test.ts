import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoProductStore } from '../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { vectorItem } from '../../../lambdas/stores/dynamodb/products-table/vector-record.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { collect, secondOf, storedProduct, storedVector } from '../../contracts/samples.ts';

const client = new DynamoDBClient({ region: 'us-east-1' });
const dynamoDb = mockClient(client);
beforeEach(() => dynamoDb.reset());

const vectors = Array.from({ length: 60 }, (_, index) => storedVector(`product-${index}`, 1));

/** A vector store that does not really wait, and notes when it would. */
function vectorStore(attempts: number) {
  const waits: number[] = [];
  const backoff = { attempts, wait: async (failures: number) => void waits.push(failures) };
  return { store: new DynamoVectorStore(client, 'Products', { backoff }), waits };
}

function idsOf(input: BatchWriteItemCommandInput): string[] {
  return (input.RequestItems?.Products ?? []).map((request) => request.PutRequest?.Item?.productId?.S ?? '');
}

describe('DynamoVectorStore with writes in bulk', () => {
  it('sends 25 records in a call, and repeats those that DynamoDB returns unprocessed', async () => {
    const { store, waits } = vectorStore(3);
    const written: string[] = [];
    let handedBack = 0;
    dynamoDb.on(BatchWriteItemCommand).callsFake((input: BatchWriteItemCommandInput) => {
      const requests = input.RequestItems?.Products ?? [];
      expect(requests.length).toBeLessThanOrEqual(25);
      const kept = handedBack++ === 0 ? requests.slice(0, 10) : requests;
      written.push(...kept.map((request) => request.PutRequest?.Item?.productId?.S ?? ''));
      return kept.length === requests.length ? {} : { UnprocessedItems: { Products: requests.slice(kept.length) } };
    });
    await store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer: false });
    expect(written.sort()).toEqual(vectors.map((stored) => stored.productId).sort());
    expect(waits).toEqual([1]);
  });

  it('throws when records are left after the last attempt', async () => {
    const { store, waits } = vectorStore(3);
    dynamoDb.on(BatchWriteItemCommand).callsFake((input) => ({ UnprocessedItems: input.RequestItems }));
    const writing = store.putMany(vectors.slice(0, 2), { updatedAt: secondOf(1), onlyNewer: false });
    await expect(writing).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('left 2 of 2 records of table "Products" unwritten after 3 attempts'),
    });
    expect(waits).toEqual([1, 2]);
  });

  it('sends each product once', async () => {
    const { store } = vectorStore(1);
    dynamoDb.on(BatchWriteItemCommand).resolves({});
    const twice = [storedVector('a', 1), storedVector('b', 1), storedVector('a', 2)];
    await store.putMany(twice, { updatedAt: secondOf(1), onlyNewer: false });
    const [call] = dynamoDb.commandCalls(BatchWriteItemCommand);
    expect(idsOf(call!.args[0].input).sort()).toEqual(['a', 'b']);
  });
});

describe('DynamoVectorStore with many reads', () => {
  it('asks again for the keys that DynamoDB returns unread', async () => {
    const { store } = vectorStore(3);
    const asked: number[] = [];
    dynamoDb.on(BatchGetItemCommand).callsFake((input: BatchGetItemCommandInput) => {
      const keys = input.RequestItems?.Products?.Keys ?? [];
      asked.push(keys.length);
      const Responses = { Products: [vectorItem(vectors[asked.length - 1]!, secondOf(1))] };
      return { Responses, ...(keys.length > 1 && { UnprocessedKeys: { Products: { Keys: keys.slice(1) } } }) };
    });
    const ids = vectors.slice(0, 3).map(({ productId }) => productId);
    expect([...(await store.getMany(ids, 'm-1')).keys()].sort()).toEqual(ids);
    expect(asked).toEqual([3, 2, 1]);
  });
});

describe('a store whose DynamoDB does not answer', () => {
  const throttled = new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: {} });
  const timedOut = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
  const refused = Object.assign(new Error('no connection'), { code: 'ECONNREFUSED' });
  const broken = Object.assign(new Error('oops'), { $metadata: { httpStatusCode: 503 } });

  it.each([throttled, timedOut, refused, broken])(
    'makes every method fail as unavailable, with the cause: %s',
    async (cause) => {
      for (const command of [GetItemCommand, PutItemCommand, BatchWriteItemCommand, QueryCommand, ScanCommand]) {
        dynamoDb.on(command as typeof GetItemCommand).rejects(cause);
      }
      const products = new DynamoProductStore(client, 'Products');
      const { store } = vectorStore(1);
      const failing = [
        products.get('a'),
        products.put(storedProduct('a', 1)),
        collect(products.scan()),
        store.get('a', 'm-1'),
        store.putMany(vectors, { updatedAt: secondOf(1) }),
        store.putMany(vectors, { updatedAt: secondOf(1), onlyNewer: false }),
        collect(store.changes('m-1')),
      ];
      for (const failure of failing) await expect(failure).rejects.toMatchObject({ code: 'unavailable', cause });
    },
  );

  it('throws a refusal as misconfigured, with its cause', async () => {
    const denied = Object.assign(new Error('no'), {
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
    dynamoDb.on(GetItemCommand).rejects(denied);
    await expect(new DynamoProductStore(client, 'Products').get('a')).rejects.toMatchObject({
      code: 'misconfigured',
      cause: denied,
    });
  });
});

describe('DynamoVectorStore with conditional writes', () => {
  it('writes 32 vectors at a time, and starts none after a failure', async () => {
    let open = 0;
    let most = 0;
    dynamoDb.on(PutItemCommand).callsFake(async () => {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setImmediate(resolve));
      open--;
      throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    });
    const { store } = vectorStore(1);
    await expect(store.putMany(vectors, { updatedAt: secondOf(1) })).rejects.toMatchObject({ code: 'unavailable' });
    expect(most).toBe(32);
    expect(open).toBe(0);
    expect(dynamoDb.commandCalls(PutItemCommand).length).toBe(32);
  });
});
