import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoProductStore } from '../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoJobStore } from '../../lambdas/stores/dynamodb/registry-table/job-store.ts';
import { DynamoModelPointers } from '../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import { S3WeightsStore } from '../../lambdas/stores/s3/weights-store.ts';
import { secondOf, storedProduct } from '../contracts/samples.ts';
import { type Gate, gateBeforeDynamoDb, gateBeforeS3 } from '../support/local/gate.ts';
import { dynamoDbClient, dynamoDbForTests, objectServerForTests, s3Client } from '../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../support/stores/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
let objects: Awaited<ReturnType<typeof objectServerForTests>>;
let tableGate: Gate;
let objectGate: Gate;
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
  objects = await objectServerForTests();
  tableGate = await gateBeforeDynamoDb(dynamoDb.endpoint);
  objectGate = await gateBeforeS3(objects.endpoint);
});
afterAll(async () => {
  tableGate.close();
  objectGate.close();
  await dynamoDb.close();
  await objects.close();
});

describe('a store whose SDK repeats a write after a lost answer', () => {
  it('reports the write of a product as `written`, not `duplicate`', async () => {
    const store = new DynamoProductStore(
      dynamoDbClient(tableGate.endpoint),
      await createProductsTable(dynamoDb.client),
    );
    tableGate.lose(1);
    expect(await store.put(storedProduct('a', 1))).toBe('written');
    expect(tableGate.writes()).toBe(2);
  });

  it('reports the write of a product over an expected revision as `written`', async () => {
    const store = new DynamoProductStore(
      dynamoDbClient(tableGate.endpoint),
      await createProductsTable(dynamoDb.client),
    );
    await store.put(storedProduct('a', 1));
    tableGate.lose(1);
    expect(await store.put(storedProduct('a', 2), storedProduct('a', 1).revision)).toBe('written');
    expect(tableGate.writes()).toBe(2);
  });

  it('reports a new job as `created`, so that it is run', async () => {
    const store = new DynamoJobStore(dynamoDbClient(tableGate.endpoint), await createRegistryTable(dynamoDb.client));
    const at = secondOf(1);
    const job = { kind: 'upload', id: 'a', state: 'running', startedAt: at, updatedAt: at, detail: {} } as const;
    tableGate.lose(1);
    expect(await store.create(job)).toBe('created');
    expect(tableGate.writes()).toBe(2);
    expect(await store.create(job)).toBe('exists');
  });

  it('reports the move of a pointer as `moved`', async () => {
    const pointers = new DynamoModelPointers(
      dynamoDbClient(tableGate.endpoint),
      await createRegistryTable(dynamoDb.client),
    );
    await pointers.move('head', { from: undefined, to: 'm-1', at: secondOf(1) });
    tableGate.lose(1);
    expect(await pointers.move('head', { from: 'm-1', to: 'm-2', at: secondOf(2) })).toBe('moved');
    expect(tableGate.writes()).toBe(2);
  });

  it('saves weights, and still rejects other weights', async () => {
    await objects.s3.send(new CreateBucketCommand({ Bucket: 'models' }));
    const store = new S3WeightsStore(s3Client(objectGate.endpoint), 'models');
    objectGate.lose(1);
    await store.save('m-1', Uint8Array.of(1, 2, 3));
    expect(objectGate.writes()).toBe(2);
    objectGate.lose(1);
    await expect(store.save('m-1', Uint8Array.of(4))).rejects.toMatchObject({ code: 'weights-conflict' });
  });
});

describe('a store whose server loses every answer', () => {
  it('throws `unavailable`', async () => {
    const store = new DynamoProductStore(
      dynamoDbClient(tableGate.endpoint),
      await createProductsTable(dynamoDb.client),
    );
    tableGate.lose(100);
    await expect(store.put(storedProduct('a', 1))).rejects.toMatchObject({ code: 'unavailable' });
    tableGate.lose(0);
  });
});
