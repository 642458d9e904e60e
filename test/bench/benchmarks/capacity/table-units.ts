import { keepPace, unprocessedBackoff, waitOutThrottling } from '../../../../lambdas/composition/throttling.ts';
import { environmentDefaults } from '../../../../lambdas/shared/environment-defaults.ts';
import { DynamoProductStore } from '../../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorStore } from '../../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { MemoryCatalogFloor } from '../../../../lambdas/stores/memory/catalog-floor.ts';
import { MemoryJobStore } from '../../../../lambdas/stores/memory/job-store.ts';
import { MemoryMetrics } from '../../../../lambdas/stores/memory/metrics.ts';
import { MemoryModelPointers } from '../../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryReportStore } from '../../../../lambdas/stores/memory/report-store.ts';
import { MemoryRunStore } from '../../../../lambdas/stores/memory/run-store.ts';
import { CatalogFreezer } from '../../../../lambdas/use-cases/common/frozen-catalog.ts';
import { numberOfParts } from '../../../../lambdas/use-cases/publishing/embed-in-shards.ts';
import { embedShard } from '../../../../lambdas/use-cases/publishing/embed-shard.ts';
import { ingestCatalog } from '../../../../lambdas/use-cases/uploads/ingest-catalog.ts';
import { AWS_LIMITS } from '../../../../lib/local/limits/aws-limits.ts';
import { LocalLimits } from '../../../../lib/local/limits/local-limits.ts';
import type { Benchmark, Measurement } from '../../benchmark.ts';
import { SyntheticUploads } from '../../simulation/synthetic-uploads.ts';
import { catalogModel, catalogProducts } from '../../synthetic-catalog.ts';
import { limitsByWriteUnits } from '../../units/limits-by-write-units.ts';
import { type UnitPhase, UnitWatch } from '../../units/unit-watch.ts';
import { VirtualClock } from '../../units/virtual-clock.ts';
import { VirtualTable } from '../../units/virtual-table.ts';

const DEFAULT_PRODUCTS = 20_000;
const VERSION = 'm-0123456789abcdef';
const RUN = 'run-1';
/** Of the functions, which have more time than this needs. */
const INVOCATION_MILLISECONDS = 900_000;
const SHARD_MEGABYTES = 1769;

/**
 * How near the first upload and the first publication of a shop come to the write units of a new table, where nothing else
 * limits them: the use cases and the stores as they are deployed, on a clock that counts waits alone, with a DynamoDB that
 * answers in 5 ms. `--products` and `--write-units` set the sizes.
 */
export const tableUnits: Benchmark = {
  name: 'table-units',
  cases: ['table-units-upload', 'table-units-upload-ratio', 'table-units-embedding', 'table-units-embedding-ratio'],
  hasModes: false,
  hasPeer: false,
  async *measure({ products = DEFAULT_PRODUCTS, writeUnits = AWS_LIMITS.tableWriteUnits.value, wants }) {
    waitOutThrottling({ getRemainingTimeInMillis: () => INVOCATION_MILLISECONDS });
    const measurements = [
      ...(await measured('upload', products, writeUnits, upload)),
      ...(await measured('embedding', products, writeUnits, embed)),
    ];
    yield* measurements.filter(({ name }) => wants(name));
  },
};

/** What the work of a phase has. */
interface Surroundings {
  readonly products: number;
  readonly clock: { now(): Date };
  /** The stores of one function, with a client of its own. */
  readonly storesOfFunction: () => { readonly products: DynamoProductStore; readonly vectors: DynamoVectorStore };
}

/** Does the work of a phase on a new table. @throws Error if an item is missing afterwards */
async function measured(
  name: string,
  products: number,
  writeUnits: number,
  work: (around: Surroundings) => Promise<void>,
): Promise<Measurement[]> {
  const virtual = new VirtualClock();
  const limits = new LocalLimits({ ...limitsByWriteUnits(writeUnits), nowMilliseconds: () => virtual.nowMs });
  const table = new VirtualTable(limits, virtual);
  const storesOfFunction = () => {
    const client = table.client();
    keepPace(client);
    const options = { backoff: unprocessedBackoff };
    return {
      products: new DynamoProductStore(client, table.name, options),
      vectors: new DynamoVectorStore(client, table.name, options),
    };
  };
  const watch = new UnitWatch(limits, () => virtual.nowMs);
  const began = Date.now();
  const clock = { now: () => new Date(began + virtual.nowMs) };
  watch.enter(name);
  await virtual.run(() => work({ products, clock, storesOfFunction }));
  watch.enter(undefined);
  if (table.keys.size !== products) throw new Error(`bench: ${table.keys.size} of ${products} items were written`);
  return measurementsOf(watch.phases[0]!, { products, writeUnits, met: limits.counts().met });
}

/** A warning would be of other work than the one that is measured. */
function failBench(cause: unknown): never {
  throw cause;
}

/** One function takes the whole file. */
async function upload({ products, clock, storesOfFunction }: Surroundings): Promise<void> {
  const uploadStore = new SyntheticUploads(products, new AbortController().signal);
  const none = async () => undefined;
  const ports = {
    ...{ ...storesOfFunction(), uploadStore, clock, models: { liveNow: none, nextNow: none } },
    ...{ floor: new MemoryCatalogFloor(), jobs: new MemoryJobStore(), reports: new MemoryReportStore() },
    ...{ metrics: new MemoryMetrics(), pointers: new MemoryModelPointers(), onWarning: failBench },
  };
  const { key, etag } = uploadStore.object;
  const event = { key, etag, sequencer: '1', eventTime: clock.now().toISOString() };
  await ingestCatalog(ports, event, () => INVOCATION_MILLISECONDS);
}

/** As many functions as a run starts at once embed the parts of the catalog. */
async function embed({ products, clock, storesOfFunction }: Surroundings): Promise<void> {
  const [runs, loaded] = [new MemoryRunStore(), { version: VERSION, model: catalogModel() }];
  const catalog = await freeze(runs, products, clock.now().toISOString());
  const segments = numberOfParts(products);
  const parts = Array.from({ length: segments }, (_, segment) => segment).values();
  const worker = async () => {
    const fixed = { runs, clock, pointers: new MemoryModelPointers(), models: { get: async () => loaded } };
    const ports = { ...storesOfFunction(), ...fixed };
    for (const segment of parts)
      await embedShard(ports, { modelVersion: VERSION, segment, segments, catalog }, SHARD_MEGABYTES);
  };
  await Promise.all(Array.from({ length: environmentDefaults.CONCURRENT_SHARDS }, worker));
}

async function freeze(runs: MemoryRunStore, products: number, updatedAt: string) {
  const freezer = new CatalogFreezer(runs, RUN);
  const stored = async function* () {
    for (const product of catalogProducts(products)) yield { product, revision: updatedAt, updatedAt };
  };
  for await (const _ of freezer.keep(stored()));
  return freezer.end();
}

function measurementsOf({ name, seconds, allowedSeconds, units }: UnitPhase, more: object): Measurement[] {
  const config = { ...more, allowedSeconds };
  return [
    { name: `table-units-${name}`, unit: 's', value: seconds, config: { ...config, units } },
    { name: `table-units-${name}-ratio`, unit: 'x', value: seconds / allowedSeconds, config },
  ];
}
