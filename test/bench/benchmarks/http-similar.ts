import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { loadTest } from '../http-load.ts';
import { withLocalStack } from '../local-bench.ts';
import { quantile } from '../measure.ts';
import { serveSnapshot } from '../synthetic-snapshot.ts';

const PRODUCTS = 100_000;
const D = 64;
const CONNECTIONS = 20;
const LIMIT = 10;

/**
 * `GET /v1/products/{id}/similar` over HTTP through the local stack, its gateway, worker threads and bundles, by 20 clients at once,
 * warm: milliseconds a request. The products are in a snapshot; the client shares the machine.
 */
export const httpSimilar: Benchmark = {
  name: 'http-similar',
  cases: ['http-similar-p50', 'http-similar-p99', 'http-similar-rate'],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const measurements = await withLocalStack((stack) => measured(stack, seconds));
    yield* measurements.filter(({ name }) => wants(name));
  },
};

async function measured(stack: LocalStack, seconds: number): Promise<Measurement[]> {
  await serveSnapshot(stack, PRODUCTS, D);
  const urlOf = (i: number) => {
    const id = `p${String((i * 7919) % PRODUCTS).padStart(9, '0')}`;
    return `${stack.url}/v1/products/${id}/similar?limit=${LIMIT}`;
  };
  const isGood = (body: string) => JSON.parse(body).data.length === LIMIT;
  await loadTest(urlOf, { connections: CONNECTIONS, seconds: Math.max(seconds, 3), isGood });
  const times = (await loadTest(urlOf, { connections: CONNECTIONS, seconds, isGood })).sort((a, b) => a - b);
  const config = { products: PRODUCTS, D, connections: CONNECTIONS, requests: times.length };
  return [
    { name: 'http-similar-p50', unit: 'ms', value: quantile(times, 0.5), config },
    { name: 'http-similar-p99', unit: 'ms', value: quantile(times, 0.99), config },
    { name: 'http-similar-rate', unit: 'requests/s', value: times.length / seconds, config },
  ];
}
