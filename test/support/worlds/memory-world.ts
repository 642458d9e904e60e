import { gzipSync } from 'node:zlib';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { environmentDefaults } from '../../../lambdas/shared/environment-defaults.ts';
import { MemoryCompactionStarter } from '../../../lambdas/stores/memory/compaction-starter.ts';
import { MemoryDecisionLog } from '../../../lambdas/stores/memory/decision-log.ts';
import { MemoryExportStarter, MemoryExportStore } from '../../../lambdas/stores/memory/export-stores.ts';
import { MemoryIdempotencyStore } from '../../../lambdas/stores/memory/idempotency-store.ts';
import { MemoryJobStore } from '../../../lambdas/stores/memory/job-store.ts';
import { MemoryMapStore } from '../../../lambdas/stores/memory/map-store.ts';
import { MemoryMessageQueue } from '../../../lambdas/stores/memory/message-queue.ts';
import { MemoryMetrics } from '../../../lambdas/stores/memory/metrics.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryReportStore } from '../../../lambdas/stores/memory/report-store.ts';
import { MemoryRunStarter } from '../../../lambdas/stores/memory/run-starter.ts';
import { MemorySignedUploads } from '../../../lambdas/stores/memory/signed-uploads.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { AnnouncedVectors } from '../../../lambdas/use-cases/embedding/announced-vectors.ts';
import { ModelCache } from '../../../lambdas/use-cases/models/model-cache.ts';
import { ModelEmbedder } from '../../../lambdas/use-cases/models/model-embedder.ts';
import { ModelExplainer } from '../../../lambdas/use-cases/models/model-explainer.ts';
import { ExactSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import type { LiveIndexCacheOptions } from '../../../lambdas/use-cases/search/live-index-cache.ts';
import { storedProductOf, TestClock } from '../core/factories.ts';
import { liveIndexCacheOf } from './live-index-caches.ts';
import { MemoryModels } from './memory-models.ts';

/** What a test sets of the index of `live`. */
export type IndexTimes = Partial<Pick<LiveIndexCacheOptions, 'recheckSeconds' | 'loadWaitSeconds'>>;

/** Every store in memory, and caches over them that look each time whether a pointer has moved. */
export class MemoryWorld {
  readonly clock = new TestClock();
  readonly products = new MemoryProductStore();
  readonly vectors = new MemoryVectorStore();
  readonly snapshots = new MemorySnapshotStore();
  readonly maps = new MemoryMapStore();
  readonly models = new MemoryModels();
  readonly reports = new MemoryReportStore();
  readonly jobs = new MemoryJobStore();
  readonly metrics = new MemoryMetrics();
  readonly idempotency = new MemoryIdempotencyStore();
  readonly decisions = new MemoryDecisionLog();
  readonly starter = new MemoryRunStarter();
  readonly compaction = new MemoryCompactionStarter();
  readonly events = new MemoryMessageQueue();
  readonly exports = new MemoryExportStore();
  readonly exportStarter = new MemoryExportStarter();
  readonly uploadStore = new MemoryUploadStore();
  readonly signedUploads = new MemorySignedUploads(this.uploadStore, () => this.clock.now());

  /** What `lambdas/composition/models.ts` exports, over these stores. */
  composeModels() {
    const { weights, pointers } = this.models;
    const models = new ModelCache({ weights, pointers, clock: this.clock, recheckSeconds: 0 });
    return {
      modelCache: () => models,
      modelEmbedder: () => new ModelEmbedder(models),
      modelExplainer: () => new ModelExplainer(models),
    };
  }

  /**
   * What `lambdas/composition/compose.ts` exports, over these stores.
   * @param recheckSeconds The age up to which the index of `live` is served (default 0).
   * @param loadWaitSeconds How long a search waits for the first index.
   */
  compose({ recheckSeconds = 0, loadWaitSeconds = 10 }: IndexTimes = {}) {
    const { exports, exportStarter } = this;
    const { clock, products, vectors, snapshots, maps, jobs, idempotency, decisions, starter, compaction, events } =
      this;
    const { weights, registry, pointers } = this.models;
    const announced = new AnnouncedVectors({ vectors, pointers, clock, onWarning() {} });
    const indexes = liveIndexCacheOf({ vectors, snapshots, pointers, clock, recheckSeconds, loadWaitSeconds });
    return {
      clock,
      productStore: () => products,
      vectorStore: () => announced,
      snapshotStore: () => snapshots,
      mapStore: () => maps,
      modelRegistry: () => registry,
      modelPointers: () => pointers,
      jobStore: () => jobs,
      metrics: () => this.metrics,
      signedUploads: () => this.signedUploads,
      idempotencyStore: () => idempotency,
      stepBackoff: () => ({ attempts: 4, wait: async () => {} }),
      decisionLog: () => decisions,
      reportReader: () => this.reports,
      runStarter: () => starter,
      compactionStarter: () => compaction,
      eventQueue: () => events,
      exportStarter: () => exportStarter,
      exportLinks: () => exports,
      weightsStore: () => weights,
      liveIndexCache: () => indexes,
      forgetInLiveIndex: (id: string, at: string) => indexes.forget(id, at),
      similarMaxAgeSeconds: () => environmentDefaults.SIMILAR_MAX_AGE_SECONDS,
      similarSearch: () => new ExactSearch(indexes),
      indexPolling: () => undefined,
      readDocsPage: async () => gzipSync('<!doctype html><title>Kindred</title>'),
    };
  }
}

/** Stores products as an upload at the start of the test would. */
export async function storeProducts(products: MemoryProductStore, ...given: readonly Product[]): Promise<void> {
  for (const product of given) await products.put(storedProductOf(product));
}
