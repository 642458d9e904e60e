import { tmpdir } from 'node:os';
import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { toError } from '../core/errors/error-text.ts';
import type { ThreadPool } from '../core/kernels/threads.ts';
import type { Clock } from '../ports/clock.ts';
import type { CompactionStarter } from '../ports/compaction-starter.ts';
import type { DecisionLog } from '../ports/decision-log.ts';
import type { DurableSteps } from '../ports/durable-steps.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { ModelPointers } from '../ports/model-pointers.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { ObjectInbox } from '../ports/object-inbox.ts';
import type { ProductStore } from '../ports/product-store.ts';
import type { ReportStore } from '../ports/report-store.ts';
import type { RunStarter } from '../ports/run-starter.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { SimilarSearch } from '../ports/similar-search.ts';
import type { SnapshotStore } from '../ports/snapshot-store.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import type { WeightsStore } from '../ports/weights-store.ts';
import { type Backoff, fullJitter } from '../shared/retry.ts';
import { DynamoProductStore } from '../stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorIndex } from '../stores/dynamodb/products-table/vector-index.ts';
import type { VectorIndexShape } from '../stores/dynamodb/products-table/vector-index-shape.ts';
import { DynamoVectorStore } from '../stores/dynamodb/products-table/vector-store.ts';
import { DynamoDecisionLog } from '../stores/dynamodb/registry-table/decision-log.ts';
import { DynamoIdempotencyStore } from '../stores/dynamodb/registry-table/idempotency-store.ts';
import { DynamoIndexedVersions } from '../stores/dynamodb/registry-table/indexed-versions.ts';
import { DynamoJobStore } from '../stores/dynamodb/registry-table/job-store.ts';
import { DynamoModelPointers } from '../stores/dynamodb/registry-table/model-pointers.ts';
import { DynamoModelRegistry } from '../stores/dynamodb/registry-table/model-registry.ts';
import { LambdaCompactionStarter } from '../stores/lambda/compaction-starter.ts';
import { LambdaDurableSteps } from '../stores/lambda/durable-steps.ts';
import { LambdaRunStarter } from '../stores/lambda/run-starter.ts';
import { S3ObjectInbox } from '../stores/s3/object-inbox.ts';
import { S3ReportStore } from '../stores/s3/report-store.ts';
import { S3RunStore } from '../stores/s3/run-store.ts';
import { S3SnapshotStore } from '../stores/s3/snapshot-store.ts';
import { S3WeightsStore } from '../stores/s3/weights-store.ts';
import { countAvailableThreads, WorkerThreads } from '../threads/worker-threads.ts';
import { ModelCache } from '../use-cases/models/model-cache.ts';
import type { ConfirmIndexPorts } from '../use-cases/publishing/confirm-index.ts';
import { ExactSearch } from '../use-cases/search/exact-search.ts';
import { FallbackSearch } from '../use-cases/search/fallback-search.ts';
import { IndexedSearch } from '../use-cases/search/indexed-search.ts';
import { LiveIndexCache } from '../use-cases/search/live-index-cache.ts';
import { fitsInMemory } from '../use-cases/search/memory-check.ts';
import { memoryMegabytes, objectVariable, requiredVariable, secondsVariable } from './environment.ts';
import { logger } from './logger.ts';

/*
 * The one place that knows which stores stand behind the ports. A handler asks for its ports when it is loaded, so that a
 * missing variable stops the function at its start; what is asked for twice is the same object, as long as the environment
 * of the function lives. Only what a handler asks for is in its bundle.
 */

const made = new Map<string, unknown>();

function once<T>(name: string, make: () => T): T {
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as T;
}

const MAX_ATTEMPTS = 3;
const CONNECTION_TIMEOUT_MILLISECONDS = 1000;
const REQUEST_TIMEOUT_MILLISECONDS = 3000;
/** Weights and uploads are many megabytes. */
const OBJECT_TIMEOUT_MILLISECONDS = 15_000;

/**
 * Steps of the SDK that only tell who asks, whether Lambda calls itself, and a logger that is not there: some 8 % of an ingest's
 * lines a second, which are a put each.
 */
const SPARED_STEPS = ['getUserAgentMiddleware', 'recursionDetectionMiddleware', 'loggerMiddleware'];

/** Region, credentials and endpoints come from the environment, as the SDK reads it. */
function clientSettings(requestTimeout: number) {
  return {
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MILLISECONDS,
      requestTimeout,
      // Without this the SDK only logs that the time is over, and goes on waiting.
      throwOnRequestTimeout: true,
    },
  };
}

function dynamoDb(): DynamoDBClient {
  return once('dynamoDb', () => {
    const client = new DynamoDBClient({
      ...clientSettings(REQUEST_TIMEOUT_MILLISECONDS),
      // Nobody changes the steps of a command after the first one of its kind: resolved anew they are a twelfth of a put's processor time.
      // Commands of a kind then share one endpoint: all tables have the same, but buckets do not.
      cacheMiddleware: true,
    });
    for (const step of SPARED_STEPS) client.middlewareStack.remove(step);
    return client;
  });
}

function s3(): S3Client {
  return once('s3', () => {
    const forcePathStyle = process.env.AWS_ENDPOINT_URL_S3 !== undefined;
    return new S3Client({ ...clientSettings(OBJECT_TIMEOUT_MILLISECONDS), forcePathStyle });
  });
}

export const clock: Clock = { now: () => new Date() };

export function productStore(): ProductStore {
  return once(
    'products',
    () => new DynamoProductStore(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), { onCorrupt: warnOfCorruption }),
  );
}

export function vectorStore(): VectorStore {
  return once(
    'vectors',
    () =>
      new DynamoVectorStore(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), {
        onCorrupt: warnOfCorruption,
        ...vectorIndexOption(),
      }),
  );
}

/** The vector index of the deployment, where it has one. */
function vectorIndexOption(): { readonly index?: VectorIndexShape } {
  const index = objectVariable('VECTOR_INDEX');
  // The stack wrote it, of that shape.
  return index === undefined ? {} : { index: index as unknown as VectorIndexShape };
}

export function modelRegistry(): ModelRegistry {
  return once('registry', () => new DynamoModelRegistry(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function modelPointers(): ModelPointers {
  return once('pointers', () => new DynamoModelPointers(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function idempotencyStore(): IdempotencyStore {
  return once('idempotency', () => new DynamoIdempotencyStore(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

/** Between the tries of a step: steps take from milliseconds to seconds. */
export function stepBackoff(): Backoff {
  return once('stepBackoff', () => fullJitter({ baseMilliseconds: 100 }));
}

export function jobStore(): JobStore {
  return once('jobs', () => new DynamoJobStore(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function weightsStore(): WeightsStore {
  return once('weights', () => new S3WeightsStore(s3(), requiredVariable('MODELS_BUCKET')));
}

export function decisionLog(): DecisionLog {
  return once('decisions', () => new DynamoDecisionLog(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function runStore(): RunStore {
  return once('runs', () => new S3RunStore(s3(), requiredVariable('MODELS_BUCKET')));
}

export function runStarter(): RunStarter {
  return once('starter', () => new LambdaRunStarter(lambda(), requiredVariable('TRAINING_FUNCTION')));
}

export function compactionStarter(): CompactionStarter {
  return once('compaction', () => new LambdaCompactionStarter(lambda(), requiredVariable('COMPACT_FUNCTION')));
}

/** The durable steps of an execution, by its context. */
export function durableSteps(): (context: DurableContext) => DurableSteps {
  const embedShardFunction = requiredVariable('EMBED_SHARD_FUNCTION');
  return (context) => new LambdaDurableSteps(context, embedShardFunction);
}

function lambda(): LambdaClient {
  return new LambdaClient(clientSettings(REQUEST_TIMEOUT_MILLISECONDS));
}

export function objectInbox(): ObjectInbox {
  return once('inbox', () => new S3ObjectInbox(s3(), requiredVariable('UPLOADS_BUCKET')));
}

export function reportStore(): ReportStore {
  return once('reports', () => new S3ReportStore(s3(), requiredVariable('MODELS_BUCKET')));
}

/** Segments are opened as files in the function's ephemeral storage. */
export function snapshotStore(): SnapshotStore {
  return once('snapshots', () => new S3SnapshotStore(s3(), requiredVariable('MODELS_BUCKET'), tmpdir()));
}

/** A quarter of the function's memory for float32 vectors; of larger snapshots those are read that a search scores. */
function keptVectorBytes(): number {
  return (memoryMegabytes() ?? 1024) * 2 ** 18;
}

/** As many threads as the function's memory buys vCPUs: they help with the steps of a training run. */
export function trainingThreads(): ThreadPool {
  return threadsOf('training', {});
}

/** A scan takes milliseconds: who waits for an answer waits for no thread that is lost with its part. */
const SEARCH_PATIENCE_SECONDS = 1;

function threadsOf(work: 'training' | 'search', options: { readonly patienceSeconds?: number }): ThreadPool {
  const onFailure = (cause: unknown): void =>
    logger.warn(`a ${work} thread is done without`, { error: toError(cause) });
  return new WorkerThreads(countAvailableThreads(memoryMegabytes()), { ...options, onFailure });
}

/** How long a version may be served before it is looked whether the pointer has moved. */
function recheckSeconds(): number {
  return secondsVariable('LIVE_RECHECK_SECONDS');
}

/** The models of `live` and `head`, kept between the calls of one environment. */
export function modelCache(): ModelCache {
  return once(
    'models',
    () =>
      new ModelCache({
        weights: weightsStore(),
        pointers: modelPointers(),
        clock,
        recheckSeconds: recheckSeconds(),
        onWarning: (cause) => logger.warn('an older model is served on', { error: toError(cause) }),
      }),
  );
}

/** The index of `live`, kept between the calls of one environment. */
export function liveIndexCache(): LiveIndexCache {
  return once(
    'liveIndexes',
    () =>
      new LiveIndexCache({
        vectors: vectorStore(),
        snapshots: snapshotStore(),
        pointers: modelPointers(),
        clock,
        keptVectorBytes: keptVectorBytes(),
        threads: threadsOf('search', { patienceSeconds: SEARCH_PATIENCE_SECONDS }),
        recheckSeconds: recheckSeconds(),
        onWarning: (cause) => logger.warn('the live index is out of date', { error: toError(cause) }),
      }),
  );
}

/** The search engine of the deployment: the vector index where there is one, with the exact engine behind it. */
export function similarSearch(): SimilarSearch {
  return once('search', () => {
    const exact = new ExactSearch(liveIndexCache());
    const { index } = vectorIndexOption();
    return index === undefined ? exact : searchOf(index, exact);
  });
}

const INDEX_COOLDOWN_SECONDS = 30;

function searchOf(shape: VectorIndexShape, exact: SimilarSearch): SimilarSearch {
  const index = new IndexedSearch({
    index: new DynamoVectorIndex(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), shape),
    indexed: new DynamoIndexedVersions(dynamoDb(), requiredVariable('REGISTRY_TABLE'), shape.name),
    pointers: modelPointers(),
    products: productStore(),
    clock,
  });
  const fitsPorts = { pointers: modelPointers(), registry: modelRegistry(), snapshots: snapshotStore() };
  return new FallbackSearch({
    index,
    exact,
    fitsInMemory: () => fitsInMemory(fitsPorts, functionBytes()),
    clock,
    cooldownSeconds: INDEX_COOLDOWN_SECONDS,
    onWarning: (cause) => logger.warn('the exact engine answers for the vector index', { error: toError(cause) }),
  });
}

/** The memory of the function, which Lambda tells it; without end elsewhere. */
function functionBytes(): number {
  return (memoryMegabytes() ?? Number.POSITIVE_INFINITY) * 2 ** 20;
}

/** How a version gets into the vector index, for who publishes it; undefined where there is no index. */
export function indexConfirmation(): Omit<ConfirmIndexPorts, 'vectors' | 'clock'> | undefined {
  const { index: shape } = vectorIndexOption();
  return (
    shape && {
      index: new DynamoVectorIndex(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), shape),
      indexed: new DynamoIndexedVersions(dynamoDb(), requiredVariable('REGISTRY_TABLE'), shape.name),
    }
  );
}

/** A stored record that cannot be read is left out; it must not go unseen. */
function warnOfCorruption(cause: unknown): void {
  logger.warn('a stored record cannot be read', { error: toError(cause) });
}
