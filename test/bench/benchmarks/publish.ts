import { DynamoEmbeddedCatalog } from '../../../lambdas/stores/dynamodb/products-table/embedded-catalog.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemorySnapshotStore } from '../../../lambdas/stores/memory/snapshot-store.ts';
import { verifyAndRepairPart } from '../../../lambdas/use-cases/publishing/verify-and-repair-part.ts';
import { writeSnapshot } from '../../../lambdas/use-cases/snapshots/write-snapshot.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { cannedVectors, productsOfPage } from '../canned-vectors.ts';
import { catalogModel } from '../synthetic-catalog.ts';

/** Of a part of the table that is scanned, and of a partition of the index. */
const PAGES = 2;
const SHARDS = 16;
const SEGMENTS = 4;
const RUNS = 3;
const MICROSECONDS = 1e6;
const clock = { now: () => new Date() };

const dims = [64, 256] as const;
const nameOf = (what: string, D: number) => `publish-${what}-${D}`;

/**
 * Vectors a second of processor time that one function verifies and packs for search, where DynamoDB answers at once: what is
 * left is the SDK's reading, the checks, and the packing, and the server of the benchmark. In AWS the answers take their time as
 * well. By the clock the rates would be those of the other work on the machine.
 */
export const publish: Benchmark = {
  name: 'publish',
  cases: dims.flatMap((D) => ['verify', 'snapshot'].map((what) => nameOf(what, D))),
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
    const embedded = new DynamoEmbeddedCatalog(dynamodb.client, 'Products');
    const products = new MemoryProductStore();
    const ports = { vectors, products, embedded, pointers: new MemoryModelPointers(), clock };
    const stored = PAGES * SHARDS * productsOfPage(D);
    const cases: [name: string, count: number, work: () => Promise<unknown>][] = [
      [
        nameOf('verify', D),
        PAGES * SEGMENTS * productsOfPage(D),
        () => verifyAndRepairPart(ports, { version: 'm-1', model }, { segment: 0, segments: 1 }),
      ],
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

async function perSecondOf(name: string, count: number, D: number, work: () => Promise<unknown>): Promise<Measurement> {
  await work();
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    rates.push((MICROSECONDS * count) / (user + system));
  }
  rates.sort((a, b) => a - b);
  return { name, unit: 'vectors/s', value: rates[1]!, spread: [rates[0]!, rates[2]!], config: { vectors: count, D } };
}
