import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keepPace, unprocessedBackoff, waitOutThrottling } from '../../../lambdas/composition/throttling.ts';
import { DynamoProductStore } from '../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import { MemoryModelPointers } from '../../../lambdas/stores/memory/model-pointers.ts';
import { MemoryRunStore } from '../../../lambdas/stores/memory/run-store.ts';
import { embedShard } from '../../../lambdas/use-cases/publishing/embed-shard.ts';
import { startDynamoDb } from '../../../lib/local/dynamodb/dynamodb-server.ts';
import { LocalLimits } from '../../../lib/local/limits/local-limits.ts';
import { identityModel, productOf, storedProductOf } from '../../support/core/factories.ts';
import { dynamoDbClient } from '../../support/local/local-servers.ts';
import { createProductsTable } from '../../support/stores/tables.ts';

const PRODUCTS = 120;
const SHARDS = 4;
const VERSION = 'm-0123456789abcdef';
/** Fewer than the shards ask for at once. */
const WRITE_UNITS = 40;

/** The clock of the limits moves with each check at it: so the rate does not depend on the machine. */
const MILLISECONDS_A_LOOK = 2;
let looks = 0;
const limits = new LocalLimits({
  limits: 'aws',
  limitValues: { tableWriteUnits: WRITE_UNITS, tableReadUnits: 3 * WRITE_UNITS, burstSeconds: 1 },
  nowMilliseconds: () => MILLISECONDS_A_LOOK * ++looks,
  faults: { seed: 1, rates: {} },
});
let dynamoDb: Awaited<ReturnType<typeof startDynamoDb>>;
let table: string;

beforeAll(async () => {
  dynamoDb = await startDynamoDb({ limits });
  table = await createProductsTable(dynamoDbClient(dynamoDb.endpoint));
  // Waits have no length: what is throttled is asked again at once, and time passes with that.
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await dynamoDb.close();
});

/** The stores of one function, with a client of its own, as in AWS. */
function storesOfFunction() {
  const client = dynamoDbClient(dynamoDb.endpoint);
  keepPace(client);
  const options = { backoff: unprocessedBackoff };
  return {
    products: new DynamoProductStore(client, table, options),
    vectors: new DynamoVectorStore(client, table, options),
  };
}

describe('shards on a new table that takes few writes a second', () => {
  it('store a vector of each product, and none of them fails', async () => {
    waitOutThrottling({ getRemainingTimeInMillis: () => 900_000 });
    const clock = { now: () => new Date() };
    const { products, vectors } = storesOfFunction();
    const stored = Array.from({ length: PRODUCTS }, (_, i) => storedProductOf(productOf(`p${i}`)));
    await Promise.all(stored.map((one) => products.put(one)));
    const loaded = { version: VERSION, model: identityModel };
    const models = { get: async () => loaded };
    const shards = Array.from({ length: SHARDS }, (_, segment) => {
      const ports = {
        ...storesOfFunction(),
        pointers: new MemoryModelPointers(),
        runs: new MemoryRunStore(),
        clock,
        models,
      };
      return embedShard(ports, { modelVersion: VERSION, segment, segments: SHARDS }, 1769);
    });
    const results = await Promise.allSettled(shards);
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(limits.counts().met.tableWriteUnits).toBeGreaterThan(0);
    let count = 0;
    for await (const { changes } of vectors.changePages(VERSION)) count += changes.length;
    expect(count).toBe(PRODUCTS);
  });
});
