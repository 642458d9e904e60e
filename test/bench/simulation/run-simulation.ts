import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { parseUploadMessage } from '../../../lambdas/handlers/messages/upload-messages.ts';
import { MemoryCatalogFloor } from '../../../lambdas/stores/memory/catalog-floor.ts';
import { MemoryJobStore } from '../../../lambdas/stores/memory/job-store.ts';
import { MemoryMessageQueue } from '../../../lambdas/stores/memory/message-queue.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryReportStore } from '../../../lambdas/stores/memory/report-store.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import { MemoryWeightsStore } from '../../../lambdas/stores/memory/weights-store.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3/snapshot-store.ts';
import { DeadlineError } from '../../../lambdas/use-cases/common/deadline.ts';
import { ModelCache } from '../../../lambdas/use-cases/models/model-cache.ts';
import { ModelEmbedder } from '../../../lambdas/use-cases/models/model-embedder.ts';
import { embedShard } from '../../../lambdas/use-cases/publishing/embed-shard.ts';
import { ExactSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import { findSimilar } from '../../../lambdas/use-cases/search/find-similar.ts';
import { LiveIndexCache } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { similarTo } from '../../../lambdas/use-cases/search/similar-query.ts';
import { writeSnapshot } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import { FIRST_ATTEMPT, writeContinuation } from '../../../lambdas/use-cases/uploads/continuation.ts';
import { continueUpload } from '../../../lambdas/use-cases/uploads/continue-upload.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { startObjectServer } from '../../../lib/local/objects/object-server.ts';
import { createClients } from '../../../lib/local/stack/resources.ts';
import { noExplainer } from '../../support/worlds/no-explainer.ts';
import { quantile } from '../measure.ts';
import { catalogModel } from '../synthetic-catalog.ts';
import { syntheticId } from '../synthetic-space.ts';
import { FileProductStore } from './file-product-store.ts';
import { FileVectorStore } from './file-vector-store.ts';
import { SyntheticUploads } from './synthetic-uploads.ts';

const VERSION = 'm-simulated';
const BUCKET = 'models';
/** Parts that the catalog is embedded in, one after the other. */
const SEGMENTS = 16;
const NEIGHBOURS = 10;
/** As the function of search keeps them at 1,769 MB: a quarter. */
const KEPT_VECTOR_BYTES = 1769 * 2 ** 18;

export interface SimulationOptions {
  /** At least 1. */
  readonly products: number;
  /** Queries of the search stage, at least 1. */
  readonly searches: number;
  /** Processor time of an invocation of the ingest function, above the 5 that it keeps for its end. */
  readonly invocationSeconds: number;
  /** Ends the simulation, which throws the signal's reason and leaves nothing behind. */
  readonly signal: AbortSignal;
  /** Called with each stage when it has ended. */
  readonly onStage?: (stage: Stage) => void;
}

/** What a stage did, and what it took. */
export interface Stage {
  readonly name: 'ingest' | 'embed' | 'snapshot' | 'open' | 'search';
  /** Products that went through; queries of the search. */
  readonly count: number;
  readonly seconds: number;
  /** Processor time of all threads of this process: independent of the load of other processes. */
  readonly processorSeconds: number;
  readonly perSecond: number;
  /** The most memory that was resident in the process up to the end of the stage. */
  readonly peakResidentMegabytes: number;
  readonly [figure: string]: unknown;
}

/**
 * Runs synthetic products through the use cases of ingest, embedding, snapshot and search. Snapshots are in the local S3, by the adapter that is
 * deployed; products and vectors in files without names (FileProductStore, FileVectorStore), since the local DynamoDB takes longer over a
 * million writes than all else together: rates of ingest and embedding are those of the code, without a database.
 */
export async function simulate(options: SimulationOptions): Promise<readonly Stage[]> {
  const home = mkdtempSync(join(tmpdir(), 'kindred-simulation-'));
  const objects = await startObjectServer({ dataDir: join(home, 'objects') });
  const clients = createClients({ dynamodb: objects.endpoint, objects: objects.endpoint });
  const stores = { products: new FileProductStore(), vectors: new FileVectorStore() };
  try {
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    return await runStages({ ...stores, snapshots: new S3SnapshotStore(clients.s3, BUCKET, home) }, options);
  } finally {
    stores.products.close();
    stores.vectors.close();
    clients.s3.destroy();
    await objects.close();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Stores {
  readonly products: FileProductStore;
  readonly vectors: FileVectorStore;
  readonly snapshots: S3SnapshotStore;
}

async function runStages(stores: Stores, options: SimulationOptions): Promise<Stage[]> {
  const { products, searches, invocationSeconds, signal, onStage } = options;
  const stages: Stage[] = [];
  const stage = async (
    name: Stage['name'],
    work: () => Promise<{ readonly count: number; readonly [figure: string]: unknown }>,
  ) => {
    signal.throwIfAborted();
    const [start, usage] = [performance.now(), process.cpuUsage()];
    const { count, ...figures } = await work();
    const seconds = (performance.now() - start) / 1000;
    const { user, system } = process.cpuUsage(usage);
    const processorSeconds = (user + system) / 1e6;
    const peakResidentMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    const rates = { seconds, processorSeconds, perSecond: count / seconds };
    const told = { name, count, ...rates, peakResidentMegabytes, ...figures };
    stages.push(told);
    onStage?.(told);
  };
  const world = await worldOf(stores, products, signal);
  await stage('ingest', () => ingest(world, invocationSeconds));
  await stage('embed', () => embed(world, signal));
  await stage('snapshot', () => snapshot(world));
  const { pointers, clock } = world;
  await pointers.move('live', { from: undefined, to: VERSION, at: clock.now().toISOString() });
  const indexes = new LiveIndexCache({
    ...world,
    keptVectorBytes: KEPT_VECTOR_BYTES,
    recheckSeconds: 2,
    loadWaitSeconds: Number.MAX_SAFE_INTEGER,
    wait: () => new Promise(() => {}),
    onWarning,
  });
  try {
    await stage('open', async () => ({ count: (await indexes.live())?.index?.size ?? 0 }));
    await stage('search', () => search(world, new ExactSearch(indexes), searches, signal));
  } finally {
    (await indexes.live())?.index?.close();
  }
  return stages;
}

async function worldOf(stores: Stores, products: number, signal: AbortSignal) {
  const clock = { now: () => new Date() };
  const [weights, pointers] = [new MemoryWeightsStore(), new MemoryModelPointers()];
  await weights.save(VERSION, serializeModel(catalogModel()));
  const models = new ModelCache({ weights, pointers, clock, recheckSeconds: 2 });
  const kept = {
    floor: new MemoryCatalogFloor(),
    jobs: new MemoryJobStore(),
    metrics: new MemoryMetrics(),
    reports: new MemoryReportStore(),
    continuations: new MemoryMessageQueue(),
    runs: new MemoryRunStore(),
    weights,
    pointers,
  };
  return { ...stores, ...kept, models, clock, uploadStore: new SyntheticUploads(products, signal) };
}

type World = Awaited<ReturnType<typeof worldOf>>;

/** Takes the upload in as many invocations as it needs: each that runs out of time sends a message to the next. */
async function ingest(world: World, invocationSeconds: number) {
  const { object } = world.uploadStore;
  const event = { key: object.key, etag: object.etag, sequencer: '1', eventTime: world.clock.now().toISOString() };
  const { messages } = world.continuations;
  messages.push(writeContinuation(event, FIRST_ATTEMPT));
  let invocations = 0;
  for (let body = messages.shift(); body !== undefined; body = messages.shift()) {
    invocations += 1;
    await invokeIngest(world, body, invocationSeconds);
  }
  const { written, lines, cause } = (await world.jobs.get('upload', object.key))!.detail;
  if (cause !== undefined) throw new Error(cause);
  return { count: Number(written), lines: Number(lines), invocations };
}

/** A warning would be of other work than the one that is simulated. */
function failSimulation(cause: unknown): never {
  throw cause;
}

async function invokeIngest(world: World, body: string, seconds: number): Promise<void> {
  const { uploads, continuation } = parseUploadMessage({ body, messageId: 'simulated' });
  const usage = process.cpuUsage();
  const remaining = () => 1000 * seconds - (process.cpuUsage(usage).user + process.cpuUsage(usage).system) / 1000;
  for (const upload of uploads) {
    try {
      await ingestCatalog({ ...world, onWarning: failSimulation }, upload, remaining);
    } catch (cause) {
      if (!(cause instanceof DeadlineError)) throw cause;
      await continueUpload(world, upload, continuation);
    }
  }
}

async function embed(world: World, signal: AbortSignal) {
  let [count, notEmbeddable] = [0, 0];
  for (let segment = 0; segment < SEGMENTS; segment++) {
    signal.throwIfAborted();
    const done = await embedShard(world, { modelVersion: VERSION, segment, segments: SEGMENTS }, 1769);
    count += done.embedded;
    notEmbeddable += done.notEmbeddable;
  }
  return { count, notEmbeddable };
}

async function snapshot(world: World) {
  const written = await writeSnapshot(world, VERSION);
  const bytes = written?.segments.reduce((sum, segment) => sum + segment.bytes, 0) ?? 0;
  return {
    count: written?.products ?? 0,
    segments: written?.segments.length ?? 0,
    megabytes: Math.round(bytes / 2 ** 20),
  };
}

async function search(world: World, engine: ExactSearch, searches: number, signal: AbortSignal) {
  const random = new CounterRandom(1, 'searches');
  const total = world.uploadStore.products;
  const milliseconds: number[] = [];
  let found = 0;
  for (let i = 0; i < searches; i++) {
    const start = performance.now();
    const request = similarTo(syntheticId(random.integer(total)), { limit: NEIGHBOURS });
    const ports = { ...world, search: engine, embedder: new ModelEmbedder(world.models), explainer: noExplainer };
    found += (await findSimilar(ports, request)).neighbours.length;
    milliseconds.push(performance.now() - start);
    await breathe();
    signal.throwIfAborted();
  }
  milliseconds.sort((a, b) => a - b);
  const latencies = {
    medianMilliseconds: quantile(milliseconds, 0.5),
    p95Milliseconds: quantile(milliseconds, 0.95),
    mostMilliseconds: milliseconds.at(-1)!,
  };
  return { count: searches, found, ...latencies };
}

function onWarning(cause: unknown): never {
  throw cause;
}
