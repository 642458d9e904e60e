import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { ThreadPool } from '../core/kernels/threads.ts';
import type { VectorIndexShape } from '../formats/table-layout.ts';
import type { CatalogFloor } from '../ports/catalog-floor.ts';
import type { Clock } from '../ports/clock.ts';
import type { DecisionLog } from '../ports/decision-log.ts';
import type { ExportLinks, ExportStore } from '../ports/exports.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { MessageQueue } from '../ports/message-queue.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ModelPointers } from '../ports/model-pointers.ts';
import type { ModelRegistry } from '../ports/model-registry.ts';
import type { CatalogPages, ProductStore } from '../ports/product-store.ts';
import type { ReportReader, ReportStore } from '../ports/report-store.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { SimilarSearch } from '../ports/similar-search.ts';
import type { MapStore, SnapshotStore } from '../ports/snapshot-store.ts';
import type { CompactionStarter, ExportStarter, RunStarter } from '../ports/starters.ts';
import type { EventObjects, SignedUploads, UploadStore } from '../ports/upload-store.ts';
import type { EmbeddedCatalog, VectorStore } from '../ports/vector-store.ts';
import type { WeightsStore } from '../ports/weights-store.ts';
import { DOCS_PAGE_FILE } from '../shared/bundle-files.ts';
import { countWholeVcpus } from '../shared/lambda-limits.ts';
import type { AnsweringEngine } from '../shared/measurements.ts';
import { type Backoff, fullJitter } from '../shared/retry.ts';
import { DynamoEmbeddedCatalog } from '../stores/dynamodb/products-table/embedded-catalog.ts';
import { DynamoProductStore } from '../stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorIndex } from '../stores/dynamodb/products-table/vector-index.ts';
import { DynamoVectorStore } from '../stores/dynamodb/products-table/vector-store.ts';
import { DynamoCatalogFloor } from '../stores/dynamodb/registry-table/catalog-floor.ts';
import { DynamoDecisionLog } from '../stores/dynamodb/registry-table/decision-log.ts';
import { DynamoIdempotencyStore } from '../stores/dynamodb/registry-table/idempotency-store.ts';
import { DynamoIndexedVersions } from '../stores/dynamodb/registry-table/indexed-versions.ts';
import { DynamoJobStore } from '../stores/dynamodb/registry-table/job-store.ts';
import { DynamoModelPointers } from '../stores/dynamodb/registry-table/model-pointers.ts';
import { DynamoModelRegistry } from '../stores/dynamodb/registry-table/model-registry.ts';
import { LambdaCompactionStarter } from '../stores/lambda/compaction-starter.ts';
import { LambdaExportStarter } from '../stores/lambda/export-starter.ts';
import { LambdaRunStarter } from '../stores/lambda/run-starter.ts';
import { S3EventObjects } from '../stores/s3/event-objects.ts';
import { S3ExportLinks } from '../stores/s3/export-links.ts';
import { S3ExportStore } from '../stores/s3/export-store.ts';
import { S3MapStore } from '../stores/s3/map-store.ts';
import { S3ReportReader } from '../stores/s3/report-reader.ts';
import { S3ReportStore } from '../stores/s3/report-store.ts';
import { S3RunStore } from '../stores/s3/run-store.ts';
import { S3SignedUploads } from '../stores/s3/signed-uploads.ts';
import { S3SnapshotStore } from '../stores/s3/snapshot-store.ts';
import { S3UploadStore } from '../stores/s3/upload-store.ts';
import { S3WeightsStore } from '../stores/s3/weights-store.ts';
import { SqsMessageQueue } from '../stores/sqs/message-queue.ts';
import { countAvailableThreads, WorkerThreads } from '../threads/worker-threads.ts';
import { AnnouncedVectors } from '../use-cases/embedding/announced-vectors.ts';
import { SourceCache } from '../use-cases/exports/source-cache.ts';
import type { PollIndexPorts } from '../use-cases/publishing/poll-index.ts';
import { ExactSearch } from '../use-cases/search/exact-search.ts';
import { FallbackSearch } from '../use-cases/search/fallback-search.ts';
import { IndexedSearch } from '../use-cases/search/indexed-search.ts';
import { LiveIndexCache } from '../use-cases/search/live-index-cache.ts';
import { MeasuredSearch } from '../use-cases/search/measured-search.ts';
import { computeKeptVectorBytes, fitsInMemory } from '../use-cases/search/memory-check.ts';
import { dynamoDb, lambda, made, once, s3, sqs } from './aws-clients.ts';
import {
  isStartedInAdvance,
  memoryMegabytes,
  numberVariable,
  objectVariable,
  requiredVariable,
} from './environment.ts';
import { logWarning } from './logger.ts';
import { LoggedMetrics } from './metrics.ts';
import { unprocessedBackoff } from './throttling.ts';

/*
 * The one place that selects a store for each port. A handler creates its ports when its module is loaded, so a missing variable
 * stops the function at its start. Each store exists once in an environment of a function. The bundle of a handler holds only
 * the stores that the handler uses.
 */

export const clock: Clock = { now: () => new Date() };

/** What happened, as lines of the log from which CloudWatch makes metrics. */
export function metrics(): Metrics {
  return once('metrics', () => new LoggedMetrics());
}

export function productStore(): ProductStore & CatalogPages {
  return once(
    'products',
    () =>
      new DynamoProductStore(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), {
        onCorrupt: warnOfCorruption,
        backoff: unprocessedBackoff,
      }),
  );
}

export function vectorStore(): VectorStore {
  return once(
    'vectors',
    () =>
      new AnnouncedVectors({
        vectors: new DynamoVectorStore(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), {
          onCorrupt: warnOfCorruption,
          backoff: unprocessedBackoff,
          ...vectorIndexOption(),
        }),
        pointers: modelPointers(),
        clock,
        onWarning: (cause) => logWarning('changes were not announced: searches find them later', cause),
      }),
  );
}

/** The products with their vectors. */
export function embeddedCatalog(): EmbeddedCatalog {
  return once(
    'embedded',
    () => new DynamoEmbeddedCatalog(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), warnOfCorruption),
  );
}

/** The vector index of the deployment, if it has one. */
function vectorIndexOption(): { readonly index?: VectorIndexShape } {
  const index = objectVariable('VECTOR_INDEX');
  // The stack wrote the variable from a VectorIndexShape.
  return index === undefined ? {} : { index: index as unknown as VectorIndexShape };
}

export function modelRegistry(): ModelRegistry {
  return once('registry', () => new DynamoModelRegistry(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function modelPointers(): ModelPointers {
  return once('pointers', () => new DynamoModelPointers(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function catalogFloor(): CatalogFloor {
  return once('floor', () => new DynamoCatalogFloor(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

export function idempotencyStore(): IdempotencyStore {
  return once('idempotency', () => new DynamoIdempotencyStore(dynamoDb(), requiredVariable('REGISTRY_TABLE')));
}

/** Waits between the attempts of an online step, which takes from milliseconds to seconds. */
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
  return once(
    'starter',
    () => new LambdaRunStarter(lambda(), requiredVariable('TRAINING_FUNCTION'), requiredVariable('KINDRED_STAGE')),
  );
}

export function compactionStarter(): CompactionStarter {
  return once('compaction', () => new LambdaCompactionStarter(lambda(), requiredVariable('COMPACT_FUNCTION')));
}

export function exportStarter(): ExportStarter {
  return once(
    'exportStarter',
    () => new LambdaExportStarter(lambda(), requiredVariable('EXPORT_FUNCTION'), requiredVariable('KINDRED_STAGE')),
  );
}

/** Opens sources of exports as files in the ephemeral storage of the function. */
export function exportStore(): ExportStore {
  return once('exports', () => new S3ExportStore(s3(), requiredVariable('MODELS_BUCKET'), tmpdir()));
}

export function exportLinks(): ExportLinks {
  return once('exportLinks', () => new S3ExportLinks(s3(), requiredVariable('MODELS_BUCKET')));
}

export function uploadStore(): UploadStore {
  return once('uploadStore', () => new S3UploadStore(s3(), requiredVariable('UPLOADS_BUCKET')));
}

export function eventQueue(): MessageQueue {
  return once('eventQueue', () => new SqsMessageQueue(sqs(), requiredVariable('EVENTS_QUEUE_URL'), 'events'));
}

/** The queue that the function reads itself: messages for what it could not finish. */
export function continuationQueue(): MessageQueue {
  const what = 'the rest of an upload';
  return once('continuations', () => new SqsMessageQueue(sqs(), requiredVariable('CONTINUATION_QUEUE_URL'), what));
}

export function eventObjects(): EventObjects {
  return once('eventObjects', () => new S3EventObjects(s3(), requiredVariable('UPLOADS_BUCKET')));
}

export function signedUploads(): SignedUploads {
  return once('signedUploads', () => new S3SignedUploads(s3(), requiredVariable('UPLOADS_BUCKET')));
}

export function reportStore(): ReportStore {
  return once('reports', () => new S3ReportStore(s3(), requiredVariable('MODELS_BUCKET')));
}

export function reportReader(): ReportReader {
  return once('reportReader', () => new S3ReportReader(s3(), requiredVariable('MODELS_BUCKET')));
}

/** Opens segments as files in the ephemeral storage of the function. */
export function snapshotStore(): SnapshotStore {
  return once('snapshots', () => new S3SnapshotStore(s3(), requiredVariable('MODELS_BUCKET'), tmpdir()));
}

export function mapStore(): MapStore {
  return once('maps', () => new S3MapStore(s3(), requiredVariable('MODELS_BUCKET')));
}

/** The page of the documentation, compressed with gzip. The bundle of the function has it as a file. */
export function readDocsPage(): Promise<Uint8Array> {
  return readFile(new URL(DOCS_PAGE_FILE, import.meta.url));
}

/** Threads for the steps of a training run: one for each vCPU of the function, which follow from its memory. */
export function trainingThreads(): ThreadPool {
  return threadsOf('training', {});
}

/** The copied vectors of the export that an environment works on. They stay in memory if they take at most half of it. */
export function exportSources(): SourceCache {
  return once(
    'exportSources',
    () =>
      new SourceCache({
        exports: exportStore(),
        keptVectorBytes: 2 * computeKeptVectorBytes(memoryMegabytes()),
        threads: threadsOf('search', { patienceSeconds: SEARCH_PATIENCE_SECONDS }),
      }),
  );
}

/** A scan takes milliseconds, so a search gives a lost thread up after this time. */
const SEARCH_PATIENCE_SECONDS = 1;

function threadsOf(work: 'training' | 'search', options: { readonly patienceSeconds?: number }): ThreadPool {
  const onFailure = (cause: unknown): void =>
    logWarning(`a ${work} thread failed; the work continues without it`, cause);
  const memory = memoryMegabytes();
  const vcpus = memory === undefined ? undefined : countWholeVcpus(memory);
  return new WorkerThreads(countAvailableThreads(vcpus), { ...options, onFailure });
}

/** The age up to which a cached pointer is served; then it is read again. */
export function recheckSeconds(): number {
  return numberVariable('LIVE_RECHECK_SECONDS');
}

/** How long callers may keep the answer of a search by GET. */
export function similarMaxAgeSeconds(): number {
  return numberVariable('SIMILAR_MAX_AGE_SECONDS');
}

/** The index of `live`, cached between the invocations of one environment. */
export function liveIndexCache(): LiveIndexCache {
  return once(
    'liveIndexes',
    () =>
      new LiveIndexCache({
        vectors: vectorStore(),
        snapshots: snapshotStore(),
        pointers: modelPointers(),
        clock,
        keptVectorBytes: computeKeptVectorBytes(memoryMegabytes()),
        threads: threadsOf('search', { patienceSeconds: SEARCH_PATIENCE_SECONDS }),
        recheckSeconds: recheckSeconds(),
        loadWaitSeconds: numberVariable('LOAD_WAIT_SECONDS'),
        onWarning: (cause) => logWarning('the live index is out of date', cause),
        // The first request of other environments is answered before all vectors are read.
        headsFirst: !isStartedInAdvance(),
        onRanges: (vectorRanges) => metrics().record('lateVectors', { vectorRanges }),
        onLoaded: (indexLoadMilliseconds) => metrics().record('indexLoad', { indexLoadMilliseconds }),
      }),
  );
}

/**
 * Takes a removed product out of the index of `live` at once, if this environment has one; else the next refresh does.
 * @param at When it was removed (RFC 3339).
 */
export function forgetInLiveIndex(id: string, at: string): void {
  made<LiveIndexCache>('liveIndexes')?.forget(id, at);
}

/** The search engine of the deployment: the vector index if it has one, with the exact engine as its fallback; else the exact engine. */
export function similarSearch(): SimilarSearch {
  return once('search', () => {
    const exact = new ExactSearch(liveIndexCache());
    const { index } = vectorIndexOption();
    return index === undefined ? measured(exact, 'exact') : createIndexedSearch(index, exact);
  });
}

function createIndexedSearch(shape: VectorIndexShape, exact: SimilarSearch): SimilarSearch {
  const index = new IndexedSearch({
    index: new DynamoVectorIndex(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), shape),
    indexed: new DynamoIndexedVersions(dynamoDb(), requiredVariable('REGISTRY_TABLE'), shape.name),
    pointers: modelPointers(),
    products: productStore(),
    vectors: vectorStore(),
    clock,
  });
  const fitsPorts = { pointers: modelPointers(), registry: modelRegistry(), snapshots: snapshotStore() };
  return new FallbackSearch({
    index: measured(index, 'indexed'),
    exact: measured(exact, 'fallback'),
    fitsInMemory: () => fitsInMemory(fitsPorts, functionBytes()),
    clock,
    onWarning: (cause) => logWarning('the vector index failed; the exact engine answers instead', cause),
  });
}

function measured(search: SimilarSearch, engine: AnsweringEngine): SimilarSearch {
  return new MeasuredSearch(search, engine, { metrics: metrics(), clock });
}

/** The memory of the function; infinite outside Lambda. */
function functionBytes(): number {
  return (memoryMegabytes() ?? Number.POSITIVE_INFINITY) * 2 ** 20;
}

/** The ports that add a published version to the vector index; undefined if there is no index. */
export function indexPolling(): Omit<PollIndexPorts, 'vectors' | 'clock'> | undefined {
  const { index: shape } = vectorIndexOption();
  return (
    shape && {
      index: new DynamoVectorIndex(dynamoDb(), requiredVariable('PRODUCTS_TABLE'), shape),
      indexed: new DynamoIndexedVersions(dynamoDb(), requiredVariable('REGISTRY_TABLE'), shape.name),
    }
  );
}

/** A reading omits a record that it cannot read, so the log must show it. */
function warnOfCorruption(cause: unknown): void {
  logWarning('a stored record cannot be read', cause);
}
