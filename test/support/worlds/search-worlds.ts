import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readFilterFields } from '../../../lambdas/core/search/product-fields.ts';
import type { ProductStore, StoredProduct } from '../../../lambdas/ports/product-store.ts';
import type { SimilarSearch } from '../../../lambdas/ports/similar-search.ts';
import type { VectorStore } from '../../../lambdas/ports/vector-store.ts';
import { fullJitter } from '../../../lambdas/shared/retry.ts';
import { putBatches } from '../../../lambdas/stores/dynamodb/batches.ts';
import { productItem } from '../../../lambdas/stores/dynamodb/products-table/product-record.ts';
import { DynamoProductStore } from '../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorIndex } from '../../../lambdas/stores/dynamodb/products-table/vector-index.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { MemoryIndexedVersions } from '../../../lambdas/stores/memory/indexed-versions.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { checkIndex } from '../../../lambdas/use-cases/publishing/poll-index.ts';
import { ExactSearch } from '../../../lambdas/use-cases/search/exact-search.ts';
import { FallbackSearch } from '../../../lambdas/use-cases/search/fallback-search.ts';
import { IndexedSearch } from '../../../lambdas/use-cases/search/indexed-search.ts';
import type { SearchWorld } from '../../contracts/similar-search.contract.ts';
import { storedVectorOf, TestClock, testStart } from '../core/factories.ts';
import { createProductsTable } from '../stores/tables.ts';
import { VectorSearchFake } from '../stores/vector-search-fake.ts';
import { liveIndexCacheOf } from './live-index-caches.ts';

interface Stores {
  readonly products: ProductStore;
  readonly vectors: VectorStore;
}

type PutProducts = (stored: readonly StoredProduct[]) => Promise<unknown>;

/**
 * Writes of a shop, each a little later than the one before: every write is newer than what it replaces, so that none needs a
 * condition, and all of one `add` are sent together.
 */
function writesTo({ vectors }: Pick<Stores, 'vectors'>, putProducts: PutProducts) {
  let second = 0;
  const next = () => new Date(Date.parse(testStart) + second++ * 1000).toISOString();
  const add: SearchWorld['add'] = async (version, entries) => {
    const updatedAt = next();
    await putProducts(entries.map(([product]) => ({ product, revision: `${updatedAt}#`, updatedAt })));
    const stored = entries.map(([product, vector]) => ({
      ...storedVectorOf(product.id, version, vector),
      revision: `${updatedAt}#`,
      fields: readFilterFields(product),
    }));
    await vectors.putMany(stored, { updatedAt, onlyNewer: false });
  };
  const remove: SearchWorld['remove'] = async (version, id) => {
    const updatedAt = next();
    await vectors.remove(id, version, { revision: `${updatedAt}#`, updatedAt });
  };
  return { add, remove };
}

async function pointLive(pointers: MemoryModelPointers, to: string, at = testStart): Promise<void> {
  await pointers.move('live', { from: (await pointers.read('live'))?.version, to, at });
}

function exactOver({ vectors }: Stores, pointers: MemoryModelPointers, clock: TestClock): ExactSearch {
  return new ExactSearch(liveIndexCacheOf({ vectors, pointers, clock }));
}

/** The exact engine over stores in memory. */
export function exactWorld(): SearchWorld {
  const stores = { products: new MemoryProductStore(), vectors: new MemoryVectorStore() };
  const pointers = new MemoryModelPointers();
  const goLive = (version: string) => pointLive(pointers, version);
  const writes = writesTo(stores, (all) => Promise.all(all.map((one) => stores.products.put(one))));
  return { search: exactOver(stores, pointers, new TestClock()), ...writes, goLive };
}

const testIndex = { name: 'vectors-3', dimensions: 3, filterFields: ['brand', 'attributes.size'] };

/**
 * The engine over DynamoDB's vector index, with the exact one behind it: products and vectors in local tables, searched by the
 * fake. A version goes live as its publisher brings it there.
 * @param client One of its own: the fake stays in it.
 */
export async function indexedWorld(client: DynamoDBClient) {
  const table = await createProductsTable(client);
  const clock = new TestClock();
  const pointers = new MemoryModelPointers();
  const indexed = new MemoryIndexedVersions();
  const waits: number[] = [];
  const warnings: unknown[] = [];
  const backoff = { attempts: 3, wait: async (failures: number) => void waits.push(failures) };
  const fake = new VectorSearchFake(client, {
    name: testIndex.name,
    vectorAttribute: 'numbers3',
    dimensions: 3,
    partition: 'modelVersion',
    filters: ['filter.brand', 'filter.attributes.size'],
  });
  const stores = {
    products: new DynamoProductStore(client, table),
    vectors: new DynamoVectorStore(client, table, { index: testIndex }),
  };
  const index = new DynamoVectorIndex(client, table, testIndex, { backoff });
  const engine = new IndexedSearch({ index, indexed, pointers, ...stores, clock });
  const exact = exactOver(stores, pointers, clock);
  const memory = { isLarge: true };
  const search: SimilarSearch = new FallbackSearch({
    index: engine,
    exact,
    fitsInMemory: async () => memory.isLarge,
    clock,
    onWarning: (cause) => warnings.push(cause),
  });
  const confirm = async (version: string) => {
    const ids: string[] = [];
    for await (const { product } of stores.products.scan()) ids.push(product.id);
    const embedded = [...(await stores.vectors.getMany(ids, version)).keys()];
    embedded.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    const ports = { index, indexed, vectors: stores.vectors, clock };
    return (await checkIndex(ports, version, embedded.slice(-16))).isWhole;
  };
  const goLive = async (version: string) => {
    await confirm(version);
    await pointLive(pointers, version);
  };
  const point = (version: string) => pointLive(pointers, version, clock.now().toISOString());
  return {
    indexed,
    search,
    engine,
    index,
    fake,
    clock,
    memory,
    waits,
    warnings,
    stores,
    confirm,
    point,
    wait: () => clock.advance(60),
    ...writesTo(stores, (all) => putBatches(client, table, all.map(productItem), fullJitter())),
    goLive,
  };
}
