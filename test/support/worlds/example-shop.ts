import { gzipSync } from 'node:zlib';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { assembleMap } from '../../../lambdas/core/map/assemble-map.ts';
import { describeProduct } from '../../../lambdas/core/map/described-product.ts';
import { computePartLength, planParts } from '../../../lambdas/formats/upload-rules.ts';
import type { ExportJob, TrainingRunJob, UploadJob } from '../../../lambdas/ports/job-store.ts';
import type { StoredMap } from '../../../lambdas/ports/snapshot-store.ts';
import { saveModelCard } from '../../../lambdas/use-cases/models/save-model.ts';
import { ABORTED_UPLOAD, EXAMPLE_PARTS, EXAMPLE_UPLOAD } from '../../../lib/openapi/operations/uploads.ts';
import type { memoryApi } from '../api/memory-api.ts';
import { identityModel, linearModelOf, storedModelOf, testStart } from '../core/factories.ts';
import { exampleCard } from './example-card.ts';
import { storeProducts } from './memory-world.ts';

const products: readonly Product[] = [
  {
    id: 'shoe-1',
    title: 'Trail shoe',
    brand: 'Ridge',
    category: ['Shoes', 'Trail'],
    price: 120,
    features: [0.6, 0.8],
    payload: { stock: 5 },
  },
  { id: 'shoe-7', title: 'Road shoe', brand: 'Summit', category: ['Shoes', 'Road'], price: 110, features: [0.8, 0.6] },
  { id: 'sock-2', title: 'Wool sock', brand: 'Ridge', category: ['Socks'], price: 15, features: [1, 0] },
];

const times = { startedAt: testStart, updatedAt: testStart };
const key = 'catalog/2026/spring.jsonl.gz';

const run: TrainingRunJob = {
  ...times,
  kind: 'training-run',
  id: 'run-winter',
  state: 'running',
  detail: {
    kind: 'train',
    attempt: 1,
    config: {},
    data: 'all',
    phase: 'training',
    products: 3,
    step: 120,
    steps: 900,
    loss: 3.91,
    lossCurve: [
      { step: 8, loss: 6.2 },
      { step: 120, loss: 3.91 },
    ],
    cost: { gigabyteSeconds: 64.2, operations: 5, dollars: 0.0009 },
    decisions: [{ name: 'gather', at: testStart, because: '3 products and 40 rows were read' }],
  },
};

const upload: UploadJob = {
  ...times,
  kind: 'upload',
  id: key,
  state: 'succeeded',
  detail: {
    key,
    lines: 4,
    accepted: 3,
    rejected: 1,
    written: 3,
    added: 1,
    changed: 2,
    unchanged: 0,
    replaced: 0,
    stale: 0,
    notEmbeddable: 0,
    file: { format: 'json-lines', compression: 'gzip', notes: [] },
    fieldsIgnored: { values: 1, fields: [{ field: 'price', reason: 'not-a-number', values: 1 }] },
    rejectsKey: `rejects/${key}.jsonl`,
  },
};

const { version: modelVersion } = storedModelOf(identityModel);

const nightly: ExportJob = {
  ...times,
  kind: 'export',
  id: 'export-nightly',
  state: 'succeeded',
  detail: {
    phase: 'done',
    format: 'parquet',
    modelVersion,
    neighbours: 50,
    dim: 2,
    asOf: testStart,
    products: 4,
    withoutVector: 1,
    vectors: 3,
    notMatching: 0,
    done: 3,
    rows: 6,
    bytes: 2211,
    files: [{ key: 'exports/export-nightly/neighbours-00001.parquet', bytes: 2211, rows: 6 }],
    manifest: 'exports/export-nightly/manifest.json',
    expiresAt: '2026-01-08T00:00:00.000Z',
    cost: { gigabyteSeconds: 3.1, operations: 4, dollars: 0.00007 },
  },
};

const running: ExportJob = {
  ...times,
  kind: 'export',
  id: 'export-running',
  state: 'running',
  detail: {
    phase: 'writing',
    format: 'npy',
    modelVersion,
    dim: 2,
    asOf: testStart,
    vectors: 3,
    notMatching: 0,
    done: 1,
  },
};

/** The map of the three products. */
export function exampleMap(modelVersion: string): StoredMap {
  const { map, points, names } = assembleMap(
    {
      products: products.map(describeProduct),
      points: Float32Array.of(0, 0, 1, 0.5, 4, 2),
      clusters: Int32Array.of(0, 0, 1),
      clusterCount: 2,
    },
    { modelVersion, method: 'pca', createdAt: testStart },
  );
  return { map, points, names: names.map((part) => gzipSync(JSON.stringify({ names: part }))) };
}

/** The shop that the examples of the API run in: three products, two model versions, a run, an upload and exports. */
export async function fillExampleShop(api: Awaited<ReturnType<typeof memoryApi>>): Promise<void> {
  await storeProducts(api.products, ...products);
  await api.models.publish(
    linearModelOf([
      [2, 0],
      [0, 1],
    ]),
    ['previous'],
    '2025-12-30T00:00:00.000Z',
  );
  const live = await api.models.publish(identityModel, ['head', 'live'], '2025-12-31T00:00:00.000Z');
  await api.request('POST', '/v1/embeddings', { body: { items: products.map(({ id }) => id), store: true } });
  await api.maps.save(exampleMap(live));
  await saveModelCard(api.reports, exampleCard(live));
  await api.jobs.create(run);
  await api.jobs.create(upload);
  await api.jobs.create(nightly);
  await api.jobs.create(running);
  await beginUploads(api.signedUploads);
}

/** Begins the two uploads of several parts that the examples complete and abort. The first one has all its parts. */
export async function beginUploads(
  signedUploads: Awaited<ReturnType<typeof memoryApi>>['signedUploads'],
): Promise<void> {
  const { key, uploadId, contentLength } = EXAMPLE_UPLOAD;
  await signedUploads.startParts(key);
  await signedUploads.startParts(ABORTED_UPLOAD.key);
  const plan = planParts(contentLength);
  const zeros = new Uint8Array(plan.partBytes);
  for (const [i, { etag, checksumSha256: sha256 }] of EXAMPLE_PARTS.entries()) {
    const content = zeros.subarray(0, computePartLength(contentLength, plan, i + 1));
    signedUploads.keepPart(uploadId, i + 1, { content, etag, sha256 });
  }
}
