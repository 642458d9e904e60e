import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { vi } from 'vitest';
import type { RunRequest } from '../../../lambdas/ports/starters.ts';
import type { RunOutcome } from '../../../lambdas/use-cases/runs/training-job.ts';
import { checkDocumented } from '../api/documented-answers.ts';
import { handlerApi } from '../api/handler-api.ts';
import { notificationOf } from '../api/job-handlers.ts';
import { createProductsTable, createRegistryTable } from '../stores/tables.ts';
import { dynamoDbForTests, objectServerForTests } from './local-servers.ts';

type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Deliveries of a message before it moves to the dead-letter queue: a store may not answer in time on a busy machine. */
const MAX_DELIVERIES = 5;

const context = {
  getRemainingTimeInMillis: () => 300_000,
  memoryLimitInMB: '1769',
} as Context;

/**
 * The deployed functions in this process, over DynamoDB and S3 on loopback. The requests that would start other functions
 * are kept instead of sent, and the steps of a run follow each other at once: its waits move the clock.
 */
export async function realFunctions(trainingConfig: object = {}) {
  const dynamoDb = await dynamoDbForTests();
  const objects = await objectServerForTests();
  const [uploads, models] = [`uploads-${randomUUID()}`, `models-${randomUUID()}`];
  for (const Bucket of [uploads, models]) await objects.s3.send(new CreateBucketCommand({ Bucket }));
  const environment = {
    PRODUCTS_TABLE: await createProductsTable(dynamoDb.client),
    REGISTRY_TABLE: await createRegistryTable(dynamoDb.client),
    UPLOADS_BUCKET: uploads,
    MODELS_BUCKET: models,
    KINDRED_STAGE: 'dev',
    POWERTOOLS_METRICS_DISABLED: 'true',
    EXPORT_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:export:$LATEST',
    EVENTS_QUEUE_URL: 'http://127.0.0.1:9/events',
    CONTINUATION_QUEUE_URL: 'http://127.0.0.1:9/continuations',
    EMBED_SHARD_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:embed-shard',
    MAKE_MAP_FUNCTION: 'arn:aws:lambda:us-east-1:000000000000:function:make-map',
    LIVE_RECHECK_SECONDS: '0',
    // A busy machine may take longer than the default to read an index; no test here is about that.
    LOAD_WAIT_SECONDS: '60',
    TRAINING_CONFIG: JSON.stringify(trainingConfig),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_S3: objects.endpoint,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const starter = await replaceWhatStartsFunctions();
  const { jobStore, productStore } = await import('../../../lambdas/composition/compose.ts');
  const { logger } = await import('../../../lambdas/composition/logger.ts');
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(logger, level).mockImplementation(() => {});
  const { handler: ingest } = await import('../../../lambdas/handlers/ingest.ts');
  const { handler: trainingUploads } = await import('../../../lambdas/handlers/training-uploads.ts');
  const { handler: trainingRun } = await import('../../../lambdas/handlers/training-run.ts');
  const { request } = await handlerApi(checkDocumented);
  let sequence = 0;

  /** Uploads records as lines of JSON, or a text, and answers the event of the object as its queue would. @returns the job */
  const upload = async (key: string, content: readonly object[] | string) => {
    const handler: QueueHandler = key.includes('catalog/') ? ingest : trainingUploads;
    const Body = typeof content === 'string' ? content : content.map((line) => JSON.stringify(line)).join('\n');
    const { ETag } = await objects.s3.send(new PutObjectCommand({ Bucket: uploads, Key: key, Body }));
    const etag = (ETag ?? '').replaceAll('"', '');
    const eventTime = new Date().toISOString();
    const body = notificationOf({ key, etag, sequencer: `00${++sequence}A`, eventTime });
    const event = {
      Records: [{ messageId: 'm', body, attributes: { ApproximateReceiveCount: '1' } }],
    } as unknown as SQSEvent;
    for (let deliveries = 0, isDone = false; !isDone && deliveries < MAX_DELIVERIES; deliveries++) {
      isDone = (await handler(event, context)).batchItemFailures.length === 0;
    }
    const job = await jobStore().get('upload', key);
    return { state: job?.state, ...job?.detail };
  };

  /** Runs the training that was started last. @returns the answer about it */
  const runLast = async () => {
    const last = [...starter.started.values()].at(-1)!;
    // The durable SDK is replaced, so that the handler is the function that it wraps.
    const run = trainingRun as unknown as (request: RunRequest, durable: object) => Promise<RunOutcome>;
    await run(last, { lambdaContext: context, executionContext: { durableExecutionArn: 'arn:of:the:execution' } });
    return (await request('GET', `/v1/training-runs/${last.runId}`)).json;
  };

  const storedIds = async () => {
    const ids: string[] = [];
    for await (const { product } of productStore().scan()) ids.push(product.id);
    return ids.sort();
  };

  const close = async () => {
    vi.unstubAllEnvs();
    for (const path of ['compose', 'durable-steps']) vi.doUnmock(`../../../lambdas/composition/${path}.ts`);
    vi.doUnmock('@aws/durable-execution-sdk-js');
    await dynamoDb.close();
    await objects.close();
  };
  return { upload, runLast, request, storedIds, close };
}

/** Modules that are loaded later get starters in memory, one thread, and steps that run in this process. */
async function replaceWhatStartsFunctions() {
  vi.resetModules();
  const { MemoryCompactionStarter } = await import('../../../lambdas/stores/memory/compaction-starter.ts');
  const { MemoryDurableSteps } = await import('../../../lambdas/stores/memory/durable-steps.ts');
  const { MemoryRunStarter } = await import('../../../lambdas/stores/memory/run-starter.ts');
  const { oneThread } = await import('../../../lambdas/core/kernels/threads.ts');
  const starter = new MemoryRunStarter();
  const compaction = new MemoryCompactionStarter();
  let waitedMilliseconds = 0;
  const clock = { now: () => new Date(Date.now() + waitedMilliseconds) };
  // Loaded before it is replaced: of handlers that load at the same time, one could get a module that is not yet complete.
  const compose = await vi.importActual<object>('../../../lambdas/composition/compose.ts');
  vi.doMock('../../../lambdas/composition/compose.ts', () => ({
    ...compose,
    clock,
    runStarter: () => starter,
    compactionStarter: () => compaction,
    trainingThreads: () => oneThread,
  }));
  vi.doMock('../../../lambdas/composition/durable-steps.ts', () => ({
    durableSteps: () => () => {
      const steps = new MemoryDurableSteps(
        async (request) => (await import('../../../lambdas/handlers/embed-shard.ts')).handler(request, context),
        async (request) => (await import('../../../lambdas/handlers/make-map.ts')).handler(request, context),
      );
      steps.wait = async (_name, seconds = 1) => {
        waitedMilliseconds += 1000 * seconds;
      };
      return steps;
    },
  }));
  vi.doMock('@aws/durable-execution-sdk-js', async (importOriginal) => ({
    ...(await importOriginal<object>()),
    withDurableExecution: (run: unknown) => run,
  }));
  return starter;
}
