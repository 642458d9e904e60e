import { MemoryCatalogFloor } from '../../../lambdas/stores/memory/catalog-floor.ts';
import { MemoryDecisionLog } from '../../../lambdas/stores/memory/decision-log.ts';
import { MemoryEventObjects } from '../../../lambdas/stores/memory/event-objects.ts';
import { MemoryExportStore } from '../../../lambdas/stores/memory/export-stores.ts';
import { MemoryIdempotencyStore } from '../../../lambdas/stores/memory/idempotency-store.ts';
import { MemoryJobStore } from '../../../lambdas/stores/memory/job-store.ts';
import { MemoryMapStore } from '../../../lambdas/stores/memory/map-store.ts';
import { MemoryMessageQueue } from '../../../lambdas/stores/memory/message-queue.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryModelRegistry } from '../../../lambdas/stores/memory/model-registry.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryReportStore } from '../../../lambdas/stores/memory/report-store.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import { MemorySignedUploads } from '../../../lambdas/stores/memory/signed-uploads.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { MemoryTextEmbedder } from '../../../lambdas/stores/memory/text-vectors/text-embedder.ts';
import { MemoryTextVectorStore } from '../../../lambdas/stores/memory/text-vectors/text-vector-store.ts';
import { MemoryUploadStore } from '../../../lambdas/stores/memory/upload-store.ts';
import { MemoryEmbeddedCatalog, MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { MemoryWeightsStore } from '../../../lambdas/stores/memory/weights-store.ts';
import { describeCatalogFloor } from '../../contracts/catalog-floor.contract.ts';
import { describeDecisionLog } from '../../contracts/decision-log.contract.ts';
import { describeEmbeddedCatalog } from '../../contracts/embedded-catalog.contract.ts';
import { describeEventObjects, describeMessageQueue } from '../../contracts/events.contract.ts';
import { describeExportStore } from '../../contracts/export-store.contract.ts';
import { describeIdempotencyStore } from '../../contracts/idempotency-store.contract.ts';
import { describeJobStore } from '../../contracts/job-store.contract.ts';
import { describeMapStore } from '../../contracts/map-store.contract.ts';
import { describeModelCards } from '../../contracts/model-card.contract.ts';
import { describeModelPointers } from '../../contracts/model-pointers.contract.ts';
import { describeModelRegistry } from '../../contracts/model-registry.contract.ts';
import { describeCatalogPages, describeProductStore } from '../../contracts/product-store.contract.ts';
import { describeReportStore } from '../../contracts/report-store.contract.ts';
import { describeRunStore } from '../../contracts/run-store.contract.ts';
import { describeSignedUploads } from '../../contracts/signed-uploads.contract.ts';
import { describeSnapshotStore } from '../../contracts/snapshot-store.contract.ts';
import { describeTextEmbedder, describeTextVectorStore } from '../../contracts/text-vectors.contract.ts';
import { describeUploadStore } from '../../contracts/upload-store.contract.ts';
import { describeVectorStore } from '../../contracts/vector-store.contract.ts';
import { describeWeightsStore } from '../../contracts/weights-store.contract.ts';

describeCatalogPages('MemoryProductStore', async () => new MemoryProductStore());
describeProductStore('MemoryProductStore', async () => new MemoryProductStore());
describeEmbeddedCatalog('MemoryEmbeddedCatalog', async () => {
  const [products, vectors] = [new MemoryProductStore(), new MemoryVectorStore()];
  return { catalog: new MemoryEmbeddedCatalog(products, vectors), products, vectors };
});
describeVectorStore('MemoryVectorStore', async () => new MemoryVectorStore());
describeModelRegistry('MemoryModelRegistry', async () => new MemoryModelRegistry());
describeCatalogFloor('MemoryCatalogFloor', async () => new MemoryCatalogFloor());
describeModelPointers('MemoryModelPointers', async () => new MemoryModelPointers());
describeIdempotencyStore('MemoryIdempotencyStore', async () => new MemoryIdempotencyStore());
describeJobStore('MemoryJobStore', async () => new MemoryJobStore());
describeRunStore('MemoryRunStore', async () => new MemoryRunStore());
describeDecisionLog('MemoryDecisionLog', async () => new MemoryDecisionLog());
describeWeightsStore('MemoryWeightsStore', async () => new MemoryWeightsStore());
describeReportStore('MemoryReportStore', async () => new MemoryReportStore());
describeSnapshotStore('MemorySnapshotStore', async () => new MemorySnapshotStore());
describeMapStore('MemoryMapStore', async () => new MemoryMapStore());
describeModelCards('MemoryReportStore', async () => new MemoryReportStore());
describeUploadStore('MemoryUploadStore', async () => {
  const uploadStore = new MemoryUploadStore();
  return {
    uploadStore,
    put: async (key, bytes) => uploadStore.put(key, bytes),
    delete: async (key) => uploadStore.delete(key),
  };
});
describeMessageQueue('MemoryMessageQueue', async () => {
  const queue = new MemoryMessageQueue();
  return { queue, received: async () => queue.messages };
});
describeEventObjects('MemoryEventObjects', async () => {
  const uploads = new MemoryUploadStore();
  return { objects: new MemoryEventObjects(uploads), uploads };
});
describeExportStore('MemoryExportStore', async () => {
  const store = new MemoryExportStore();
  return { store, read: async (key) => store.files.get(key) };
});
describeSignedUploads('MemorySignedUploads', async () => {
  const uploadStore = new MemoryUploadStore();
  const signedUploads = new MemorySignedUploads(uploadStore, () => new Date());
  return { signedUploads, uploadStore, send: (request, body) => signedUploads.send(request, body) };
});
describeTextEmbedder('MemoryTextEmbedder', (model) => new MemoryTextEmbedder(model));
describeTextVectorStore('MemoryTextVectorStore', async () => new MemoryTextVectorStore());
