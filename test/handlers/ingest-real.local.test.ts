import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dynamoDbForTests, objectServerForTests } from '../support/local/local-servers.ts';
import { createProductsTable, createRegistryTable } from '../support/stores/tables.ts';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
let objects: Awaited<ReturnType<typeof objectServerForTests>>;
const uploads = `uploads-${randomUUID()}`;
let sequencer = 0;

/** The environment of the deployed function, with AWS on loopback. */
beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
  objects = await objectServerForTests();
  const models = `models-${randomUUID()}`;
  for (const Bucket of [uploads, models]) await objects.s3.send(new CreateBucketCommand({ Bucket }));
  const environment = {
    PRODUCTS_TABLE: await createProductsTable(dynamoDb.client),
    REGISTRY_TABLE: await createRegistryTable(dynamoDb.client),
    UPLOADS_BUCKET: uploads,
    MODELS_BUCKET: models,
    COMPACT_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:compact',
    TRAINING_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:training-run',
    LIVE_RECHECK_SECONDS: '0',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_S3: objects.endpoint,
    // No compaction starts here: the request is refused, which is only logged.
    AWS_ENDPOINT_URL_LAMBDA: objects.endpoint,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const { logger } = await import('../../lambdas/composition/logger.ts');
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(logger, level).mockImplementation(() => {});
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamoDb.close();
  await objects.close();
});

/** Deliveries of a message before it moves to the dead-letter queue: a store may not answer in time on a busy machine. */
const MAX_DELIVERIES = 5;

/** Uploads lines of JSON, and answers the event of the object as its queue would; @returns the job. */
async function upload(key: string, lines: readonly object[]) {
  const { handler } = await import('../../lambdas/handlers/ingest.ts');
  const { jobStore } = await import('../../lambdas/composition/compose.ts');
  const Body = lines.map((line) => JSON.stringify(line)).join('\n');
  const { ETag } = await objects.s3.send(new PutObjectCommand({ Bucket: uploads, Key: key, Body }));
  sequencer += 1;
  const s3 = { object: { key, eTag: (ETag ?? '').replaceAll('"', ''), sequencer: `00${sequencer}A` } };
  const record = { eventName: 'ObjectCreated:Put', eventTime: new Date().toISOString(), s3 };
  const event = { Records: [{ messageId: 'm', body: JSON.stringify({ Records: [record] }) }] };
  const context = { getRemainingTimeInMillis: () => 300_000 } as Context;
  for (let deliveries = 0, isDone = false; !isDone && deliveries < MAX_DELIVERIES; deliveries++) {
    isDone = (await handler(event as unknown as SQSEvent, context)).batchItemFailures.length === 0;
  }
  const job = await jobStore().get('upload', key);
  return { state: job?.state, ...job?.detail };
}

async function storedIds(): Promise<string[]> {
  const { productStore } = await import('../../lambdas/composition/compose.ts');
  const ids: string[] = [];
  for await (const { product } of productStore().scan()) ids.push(product.id);
  return ids.sort();
}

describe('the ingest function over DynamoDB and S3', () => {
  const products = Array.from({ length: 300 }, (_, i) => ({ id: `p${i}`, title: `product ${i}` }));

  it('adds, changes, leaves and removes products, and tells them apart', async () => {
    const added = await upload('catalog/a.jsonl', products);
    expect(added).toMatchObject({ state: 'succeeded', written: 300, added: 300 });
    const changed = [...products.slice(0, 298), { id: 'p298', title: 'changed' }, products[5]!];
    expect(await upload('catalog/b.jsonl', changed)).toMatchObject({ unchanged: 298, changed: 1, replaced: 1 });
    const feed = [...products.slice(10), { id: 'new' }];
    const replaced = await upload('replace/catalog/a.jsonl', feed);
    expect(replaced).toMatchObject({ state: 'succeeded', added: 1, changed: 1, unchanged: 289, removed: 10 });
    expect(await storedIds()).toEqual(feed.map(({ id }) => id).sort());
    const half = await upload('replace/catalog/b.jsonl', products.slice(150));
    expect(half).toMatchObject({ state: 'failed', removed: 0, cause: expect.stringContaining('replace-forced/') });
    expect(await upload('replace-forced/catalog/b.jsonl', products.slice(150))).toMatchObject({ removed: 141 });
    expect(await storedIds()).toHaveLength(150);
  });
});
