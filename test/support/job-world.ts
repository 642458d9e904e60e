import type { Product } from '../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../lambdas/core/catalog/training-row.ts';
import { MemoryJobStore } from '../../lambdas/stores/memory-job-store.ts';
import { MemoryObjectInbox } from '../../lambdas/stores/memory-object-inbox.ts';
import { MemoryProductStore } from '../../lambdas/stores/memory-product-store.ts';
import { MemoryReportStore } from '../../lambdas/stores/memory-report-store.ts';
import { MemorySnapshotStore } from '../../lambdas/stores/memory-snapshot-store.ts';
import { MemoryVectorStore } from '../../lambdas/stores/memory-vector-store.ts';
import type { RemainingTime } from '../../lambdas/use-cases/deadline.ts';
import { ingestCatalog } from '../../lambdas/use-cases/ingest-catalog.ts';
import { ModelCache } from '../../lambdas/use-cases/load-model.ts';
import { type RunTrainingPorts, runTraining } from '../../lambdas/use-cases/run-training.ts';
import type { UploadEvent } from '../../lambdas/use-cases/upload-event.ts';
import { TestClock } from './factories.ts';
import { MemoryModels } from './memory-models.ts';
import { quickConfig } from './training-factories.ts';

/** A function with all the time in the world. */
export const endless = (): number => Number.POSITIVE_INFINITY;

/** Short training runs. */
export const shortRun = quickConfig({ dim: 8, maxPairs: 320 });

/** Ports of uploads and training runs, in memory. */
export class JobWorld {
  readonly clock = new TestClock();
  readonly products = new MemoryProductStore();
  readonly vectors = new MemoryVectorStore();
  readonly snapshots = new MemorySnapshotStore();
  readonly inbox = new MemoryObjectInbox();
  readonly reports = new MemoryReportStore();
  readonly jobs = new MemoryJobStore();
  readonly stored = new MemoryModels();
  readonly models: ModelCache;
  #sequencer = 0;

  constructor() {
    const { weights, pointers } = this.stored;
    this.models = new ModelCache({ weights, pointers, clock: this.clock, recheckSeconds: 2 });
  }

  get ports() {
    const { clock, products, vectors, snapshots, inbox, reports, jobs, models } = this;
    const { weights, registry, pointers } = this.stored;
    return { clock, products, vectors, snapshots, inbox, reports, jobs, models, weights, registry, pointers };
  }

  /** Uploads an object of JSON lines (text stands as it is) a second later, and gives its event. */
  upload(key: string, rows: readonly (Product | TrainingRow | object | string)[]): UploadEvent {
    const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
    return this.uploadBytes(key, new TextEncoder().encode(text));
  }

  uploadBytes(key: string, bytes: Uint8Array): UploadEvent {
    this.clock.advance(1);
    this.#sequencer += 1;
    const { etag } = this.inbox.put(key, bytes);
    const sequencer = this.#sequencer.toString(16).padStart(6, '0').toUpperCase();
    return { key, etag, sequencer, eventTime: this.clock.now().toISOString() };
  }

  ingest(event: UploadEvent) {
    return ingestCatalog(this.ports, event, endless);
  }

  /** Answers events of training data; throws the first cause for which one has to come again. */
  async train(
    events: readonly UploadEvent[],
    ports: RunTrainingPorts = this.ports,
    remaining: RemainingTime = endless,
  ): Promise<void> {
    const failures = await runTraining(ports, events, shortRun, remaining);
    for (const cause of failures.values()) throw cause;
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
