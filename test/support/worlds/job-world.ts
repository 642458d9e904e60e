import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { selectTrainingKernels } from '../../../lambdas/core/kernels/simd/training-kernels.ts';
import { oneThread } from '../../../lambdas/core/kernels/threads.ts';
import type { DurableSteps } from '../../../lambdas/ports/durable-steps.ts';
import type { RunRequest } from '../../../lambdas/ports/starters.ts';
import { MemoryCatalogFloor } from '../../../lambdas/stores/memory/catalog-floor.ts';
import { MemoryDecisionLog } from '../../../lambdas/stores/memory/decision-log.ts';
import { MemoryDurableSteps } from '../../../lambdas/stores/memory/durable-steps.ts';
import { MemoryIdempotencyStore } from '../../../lambdas/stores/memory/idempotency-store.ts';
import { MemoryJobStore } from '../../../lambdas/stores/memory/job-store.ts';
import { MemoryMapStore } from '../../../lambdas/stores/memory/map-store.ts';
import { MemoryMessageQueue } from '../../../lambdas/stores/memory/message-queue.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryReportStore } from '../../../lambdas/stores/memory/report-store.ts';
import { MemoryRunStarter } from '../../../lambdas/stores/memory/run-starter.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { MemoryEmbeddedCatalog, MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import type { RemainingTime } from '../../../lambdas/use-cases/common/deadline.ts';
import { AnnouncedVectors } from '../../../lambdas/use-cases/embedding/announced-vectors.ts';
import { makeMap } from '../../../lambdas/use-cases/maps/make-map.ts';
import { ModelCache } from '../../../lambdas/use-cases/models/model-cache.ts';
import { embedShard } from '../../../lambdas/use-cases/publishing/embed-shard.ts';
import type { RunOutcome } from '../../../lambdas/use-cases/runs/training-job.ts';
import type { RunOptions } from '../../../lambdas/use-cases/training/open-run.ts';
import { RunCache } from '../../../lambdas/use-cases/training/run-cache.ts';
import { type RunTrainingPorts, runTraining } from '../../../lambdas/use-cases/training/run-training.ts';
import {
  type RequestTrainingPorts,
  requestTraining,
} from '../../../lambdas/use-cases/training-uploads/answer-training-uploads.ts';
import { ingestCatalog } from '../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import type { UploadEvent } from '../../../lambdas/use-cases/uploads/upload-event.ts';
import { TestClock } from '../core/factories.ts';
import { quickConfig } from '../core/training-factories.ts';
import { MemoryModels } from './memory-models.ts';

/** The time left in a function that never ends. */
export const endless = (): number => Number.POSITIVE_INFINITY;

/** One for all maps, as in the function that makes them. */
const kernels = selectTrainingKernels();

export type JobPorts = RunTrainingPorts & RequestTrainingPorts;

/**
 * Short training runs, long enough to beat the text model and the baselines, and judged on enough rows to prove it. Runs
 * on the catalog alone take few steps.
 */
export const shortRun = { ...quickConfig({ maxPairs: 3000, heldOutFraction: 0.3, budgetSeconds: 0.01 }), dim: 16 };

/** A few steps, for tests that repeat a run for each call of a store and look at what is stored, not at what was learnt. */
export const tinyRun = { ...shortRun, maxPairs: 100, epochs: 1, heldOutFraction: 0.1, budgetSeconds: 0.001 };

/** Ports of uploads and training runs, in memory. */
export class JobWorld {
  readonly clock = new TestClock();
  readonly products = new MemoryProductStore();
  readonly floor = new MemoryCatalogFloor();
  readonly vectors = new MemoryVectorStore();
  readonly embeddedCatalog = new MemoryEmbeddedCatalog(this.products, this.vectors);
  readonly snapshots = new MemorySnapshotStore();
  readonly maps = new MemoryMapStore();
  readonly uploadStore = new MemoryUploadStore();
  readonly reports = new MemoryReportStore();
  readonly jobs = new MemoryJobStore();
  readonly metrics = new MemoryMetrics();
  readonly runs = new MemoryRunStore();
  readonly decisions = new MemoryDecisionLog();
  readonly starter = new MemoryRunStarter();
  readonly idempotency = new MemoryIdempotencyStore();
  /** Messages for what an invocation could not finish. */
  readonly continuations = new MemoryMessageQueue();
  readonly stored = new MemoryModels();
  /** What was warned of. */
  readonly warnings: unknown[] = [];
  readonly models: ModelCache;
  /** Time for maps. Without any they are of the plane of most difference: UMAP would take a third of the time of a run. */
  mapTime: RemainingTime = () => 0;
  #sequencer = 0;

  constructor() {
    const { weights, pointers } = this.stored;
    this.models = new ModelCache({ weights, pointers, clock: this.clock, recheckSeconds: 2 });
  }

  get ports() {
    const {
      clock,
      products,
      floor,
      snapshots,
      uploadStore,
      reports,
      jobs,
      metrics,
      models,
      runs,
      decisions,
      starter,
      idempotency,
      continuations,
    } = this;
    const { weights, registry, pointers } = this.stored;
    const backoff = { wait: async () => {} };
    const onWarning = (cause: unknown) => this.warnings.push(cause);
    const vectors = new AnnouncedVectors({ vectors: this.vectors, pointers, clock, onWarning() {} });
    const embedded = this.embeddedCatalog;
    const kept = {
      embedded,
      runs,
      decisions,
      starter,
      idempotency,
      continuations,
      backoff,
      onWarning,
      weights,
      registry,
      pointers,
    };
    return { clock, products, floor, vectors, snapshots, uploadStore, reports, jobs, metrics, models, ...kept };
  }

  /** Uploads an object of JSON lines a second later, and returns its event. Rows of text are lines as they are. */
  upload(key: string, rows: readonly (Product | TrainingRow | object | string)[]): UploadEvent {
    const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
    return this.uploadBytes(key, new TextEncoder().encode(text));
  }

  uploadBytes(key: string, bytes: Uint8Array): UploadEvent {
    this.clock.advance(1);
    this.#sequencer += 1;
    const { etag } = this.uploadStore.put(key, bytes);
    const sequencer = this.#sequencer.toString(16).padStart(6, '0').toUpperCase();
    return { key, etag, sequencer, eventTime: this.clock.now().toISOString() };
  }

  /** Uploads judging data on which every ranking is equally good, so that the gate holds back no version. */
  judgeEvenly(): void {
    const chairs = ['black', 'blue', 'green', 'red', 'white'].map((colour) => `chair-${colour}`);
    this.upload('judging/judge.jsonl', [{ query: chairs[0], relevant: chairs.slice(1) }]);
    this.upload('judging/meta.json', [{ candidates: 'products whose id begins with chair' }]);
  }

  ingest(event: UploadEvent) {
    return ingestCatalog(this.ports, event, endless);
  }

  /** Answers events of training data, and runs what they start. @throws the first cause for which an event has to come again */
  async train(
    events: readonly UploadEvent[],
    ports: JobPorts = this.ports,
    options: Partial<RunOptions> = {},
  ): Promise<RunOutcome | undefined> {
    const { remaining = endless } = options;
    const failures = await requestTraining(ports, events, remaining);
    for (const cause of failures.values()) throw cause;
    const request = [...this.starter.started.values()].at(-1);
    if (request === undefined || (await this.jobs.get('training-run', request.runId))?.state !== 'running')
      return undefined;
    return this.run(request, ports, options);
  }

  /** Runs a request in a new environment. @param steps The durable steps of an execution to resume (default: a new one). */
  run(
    request: RunRequest,
    ports: JobPorts = this.ports,
    options: Partial<RunOptions> = {},
    steps: DurableSteps = this.steps(ports),
  ): Promise<RunOutcome> {
    return runTraining(ports, steps, request, {
      config: shortRun as unknown as RunOptions['config'],
      sliceMilliseconds: 60_000,
      remaining: endless,
      memoryMegabytes: 1024,
      startThreads: () => oneThread,
      cache: new RunCache(),
      ...options,
    });
  }

  steps(ports: JobPorts = this.ports): MemoryDurableSteps {
    const options = { kernels, remaining: this.mapTime, memoryMegabytes: 1769 };
    return new MemoryDurableSteps(
      (request) => embedShard({ ...ports, models: this.models }, request, 1769),
      async (request) => (await makeMap({ ...ports, maps: this.maps }, request, options)) ?? null,
    );
  }

  async job(kind: 'upload' | 'training-run', id: string) {
    const job = await this.jobs.get(kind, id);
    return job && { state: job.state, ...job.detail };
  }

  /** The ids that have a vector under a version. */
  async embedded(version: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const change of this.vectors.changes(version))
      if (change.kind === 'written') ids.push(change.stored.productId);
    return ids.sort();
  }
}
