import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { countVectors } from '../../../lambdas/use-cases/publishing/orphaned-vectors.ts';
import { verifyAndRepairPart } from '../../../lambdas/use-cases/publishing/verify-and-repair-part.ts';
import { writeSnapshot } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { cannedVectors, productsOfPage, REVISION } from '../canned-vectors.ts';
import { catalogModel } from '../synthetic-catalog.ts';

const PRODUCTS = 10_000;
const PAGES = 2;
const SHARDS = 16;
const RUNS = 3;
const clock = { now: () => new Date() };

const dims = [64, 256] as const;
const nameOf = (what: string, D: number) => `publish-${what}-${D}`;

/**
 * Vectors a second that one function verifies, counts and packs for search, where DynamoDB answers at once: what is left is the
 * SDK's reading, the checks, and the packing. In AWS the answers take their time as well.
 */
export const publish: Benchmark = {
  name: 'publish',
  cases: dims.flatMap((D) => ['verify', 'count', 'snapshot'].map((what) => nameOf(what, D))),
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    for (const D of dims) yield* measured(D, wants);
  },
};

async function* measured(D: number, wants: (name: string) => boolean): AsyncGenerator<Measurement, void, void> {
  const model = catalogModel(D);
  const dynamodb = await cannedVectors(new Float32Array(D).fill(1 / Math.sqrt(D)), PAGES);
  try {
    const vectors = new DynamoVectorStore(dynamodb.client, 'Products');
    const products = await catalogOf(PRODUCTS);
    const ports = { vectors, products, pointers: new MemoryModelPointers(), clock };
    const stored = PAGES * SHARDS * productsOfPage(D);
    const cases: [name: string, count: number, work: () => Promise<unknown>][] = [
      [
        nameOf('verify', D),
        PRODUCTS,
        () => verifyAndRepairPart(ports, { version: 'm-1', model }, { segment: 0, segments: 1 }),
      ],
      [nameOf('count', D), stored, () => countVectors(vectors, 'm-1', { vectors: 0 }, () => false)],
      [
        nameOf('snapshot', D),
        stored,
        () => writeSnapshot({ vectors, snapshots: new MemorySnapshotStore(), clock }, 'm-1'),
      ],
    ];
    for (const [name, count, work] of cases) if (wants(name)) yield await perSecondOf(name, count, D, work);
  } finally {
    dynamodb.close();
  }
}

async function catalogOf(count: number): Promise<MemoryProductStore> {
  const products = new MemoryProductStore();
  for (let i = 0; i < count; i++) {
    const product: Product = { id: `product-${i}`, title: `product ${i}` };
    await products.put({ product, revision: REVISION, updatedAt: clock.now().toISOString() });
  }
  return products;
}

async function perSecondOf(name: string, count: number, D: number, work: () => Promise<unknown>): Promise<Measurement> {
  await work();
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    await work();
    rates.push((1000 * count) / (performance.now() - began));
  }
  rates.sort((a, b) => a - b);
  return { name, unit: 'vectors/s', value: rates[1]!, spread: [rates[0]!, rates[2]!], config: { vectors: count, D } };
}
