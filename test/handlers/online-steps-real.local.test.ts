import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeOnlineSteps, lineageOf } from '../contracts/online-steps.contract.ts';
import { checkDocumented } from '../support/api/documented-answers.ts';
import { handlerApi } from '../support/api/handler-api.ts';
import { type Gate, gateBeforeDynamoDb, gateBeforeS3 } from '../support/local/gate.ts';
import { dynamoDbForTests, objectServerForTests } from '../support/local/local-servers.ts';
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
  vi.unstubAllEnvs();
  vi.doUnmock('../../lambdas/composition/compose.ts');
  vi.doUnmock('../../lambdas/shared/call-times.ts');
  tableGate.close();
  objectGate.close();
  await dynamoDb.close();
  await objects.close();
});
afterAll(() => vi.resetModules());

/**
 * The handlers as they are deployed, over new tables and a new bucket. Only the waits between tries are left out, and what a busy
 * machine would exceed: the timeouts of calls, and the time within which a step is tried again.
 */
async function newApi() {
  const bucket = `models-${randomUUID()}`;
  await objects.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const environment = {
    PRODUCTS_TABLE: await createProductsTable(dynamoDb.client),
    REGISTRY_TABLE: await createRegistryTable(dynamoDb.client),
    MODELS_BUCKET: bucket,
    UPLOADS_BUCKET: bucket,
    COMPACT_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:compact',
    EVENTS_QUEUE_URL: 'http://127.0.0.1:9/events',
    KINDRED_STAGE: 'dev',
    EXPORT_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:export:$LATEST',
    TRAINING_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:run:$LATEST',
    LIVE_RECHECK_SECONDS: '0',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: tableGate.endpoint,
    AWS_ENDPOINT_URL_S3: objectGate.endpoint,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.resetModules();
  vi.doMock('../../lambdas/shared/call-times.ts', async (importOriginal) => ({
    ...(await importOriginal<object>()),
    // Without a limit.
    CONNECTION_TIMEOUT_MILLISECONDS: 0,
    REQUEST_TIMEOUT_MILLISECONDS: 0,
  }));
  const began = new Date();
  // Loaded before it is replaced: of handlers that load at the same time, one could get a module that is not yet complete.
  const compose = await vi.importActual<object>('../../lambdas/composition/compose.ts');
  vi.doMock('../../lambdas/composition/compose.ts', () => ({
    ...compose,
    clock: { now: () => began },
    stepBackoff: () => ({ attempts: 4, wait: async () => {} }),
  }));
  return handlerApi(checkDocumented);
}

describeOnlineSteps('DynamoDB and S3 on this machine', async () => (await newApi()).request);

describe('a step whose writes the SDK repeats because their answers are lost', () => {
  const body = { triplets: [{ anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] }] };

  it('is taken once: neither the repeated weights nor the repeated move of head conflict', async () => {
    const { request } = await newApi();
    await request('POST', '/v1/train', { body });
    tableGate.lose(2);
    objectGate.lose(1);
    const { status, json } = await request('POST', '/v1/train', { body });
    expect({ status, tableWrites: tableGate.writes(), objectWrites: objectGate.writes() }).toEqual({
      status: 200,
      // The record and the pointer, each twice; the weights twice.
      tableWrites: 4,
      objectWrites: 2,
    });
    expect(await lineageOf(request)).toEqual([json.modelVersion, json.parent]);
  });
});
