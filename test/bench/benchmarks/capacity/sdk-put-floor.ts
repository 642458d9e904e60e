import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoDb } from '../../../../lambdas/composition/aws-clients.ts';
import { waitOutThrottling } from '../../../../lambdas/composition/throttling.ts';
import type { StoredProduct } from '../../../../lambdas/ports/product-store.ts';
import { mapConcurrently } from '../../../../lambdas/shared/concurrency.ts';
import { productItem } from '../../../../lambdas/stores/dynamodb/products-table/product-record.ts';
import { DynamoProductStore } from '../../../../lambdas/stores/dynamodb/products-table/product-store.ts';
import type { Benchmark, Measurement } from '../../benchmark.ts';
import { timingOf } from '../../measure.ts';
import { catalogProducts } from '../../synthetic-catalog.ts';

const SERVER = join(import.meta.dirname, 'empty-answers.ts');
const TABLE = 'Products';
const AT = '2026-01-01T00:00:00.000Z';
const DEFAULT_PUTS = 2000;
/** Each way is measured so often, in turn, after as many puts as warm-up. */
const ROUNDS = 7;
/** As an upload. */
const CONCURRENT_PUTS = 32;
const INVOCATION_MILLISECONDS = 900_000;

/** A way to put a product. */
type Put = (stored: StoredProduct) => Promise<unknown>;

/**
 * How many conditional puts a second one process sends to a DynamoDB that answers at once, and the processor time of a put: by
 * the SDK alone, and by the client and the store as they are deployed. No table can take more from one function. `--requests`
 * sets the puts of a round.
 */
export const sdkPutFloor: Benchmark = {
  name: 'sdk-put-floor',
  cases: ['alone', 'deployed'].flatMap((way) => [`sdk-put-floor-${way}`, `sdk-put-floor-${way}-processor`]),
  hasModes: false,
  hasPeer: false,
  async *measure({ requests = DEFAULT_PUTS, wants }) {
    const server = spawn(process.execPath, [SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const measurements = await measureWays(waysTo(await addressOf(server)), requests);
      yield* measurements.filter(({ name }) => wants(name));
    } finally {
      server.kill();
    }
  },
};

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  const [address] = await once(createInterface({ input: stdout! }), 'line');
  return String(address);
}

function waysTo(endpoint: string): Readonly<Record<string, Put>> {
  const settings = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  Object.assign(process.env, settings, { AWS_ENDPOINT_URL_DYNAMODB: endpoint });
  waitOutThrottling({ getRemainingTimeInMillis: () => INVOCATION_MILLISECONDS });
  const [alone, store] = [new DynamoDBClient(), new DynamoProductStore(dynamoDb(), TABLE)];
  return {
    alone: (stored) =>
      alone.send(
        new PutItemCommand({
          TableName: TABLE,
          Item: productItem(stored),
          ConditionExpression: 'attribute_not_exists(#revision) OR #revision < :revision',
          ExpressionAttributeNames: { '#revision': 'revision' },
          ExpressionAttributeValues: { ':revision': { S: stored.revision } },
        }),
      ),
    deployed: (stored) => store.put(stored),
  };
}

async function measureWays(ways: Readonly<Record<string, Put>>, puts: number): Promise<Measurement[]> {
  const products = [...catalogProducts(puts)].map((product) => ({ product, revision: AT, updatedAt: AT }));
  const taken = new Map(Object.keys(ways).map((way) => [way, { seconds: [] as number[], processor: [] as number[] }]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [way, put] of Object.entries(ways)) {
      const { seconds, processor } = await timeOf(products, put);
      if (round === 0) continue;
      taken.get(way)!.seconds.push(seconds / puts);
      taken.get(way)!.processor.push(processor / puts);
    }
  }
  return [...taken].flatMap(([way, times]) => measurementsOf(way, puts, times));
}

async function timeOf(products: readonly StoredProduct[], put: Put) {
  const [startedMs, processorStart] = [performance.now(), process.cpuUsage()];
  await mapConcurrently(products, CONCURRENT_PUTS, put);
  const { user, system } = process.cpuUsage(processorStart);
  return { seconds: (performance.now() - startedMs) / 1000, processor: (user + system) / 1e6 };
}

function measurementsOf(
  way: string,
  puts: number,
  times: { readonly seconds: readonly number[]; readonly processor: readonly number[] },
): Measurement[] {
  const [wall, processor] = [timingOf(times.seconds), timingOf(times.processor)];
  const config = { puts, concurrent: CONCURRENT_PUTS, rounds: ROUNDS };
  const [low, high] = wall.spread;
  return [
    { name: `sdk-put-floor-${way}`, unit: 'puts/s', value: 1 / wall.median, spread: [1 / high, 1 / low], config },
    {
      name: `sdk-put-floor-${way}-processor`,
      unit: 'ms',
      value: 1000 * processor.median,
      spread: [1000 * processor.spread[0], 1000 * processor.spread[1]],
      config,
    },
  ];
}
