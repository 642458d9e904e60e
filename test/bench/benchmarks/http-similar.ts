import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { type LoadRequest, loadTest } from '../http-load.ts';
import { withLocalStack } from '../local-bench.ts';
import { quantile } from '../measure.ts';
import { serveSnapshot } from '../synthetic-snapshot.ts';
import { syntheticId } from '../synthetic-space.ts';

const PRODUCTS = 100_000;
const D = 64;
const CONNECTIONS = 20;
const LIMIT = 10;

/** The routes by the name of their cases, and how each asks for the neighbours of a product. */
const routes: Readonly<Record<string, (url: string, id: string) => LoadRequest>> = {
  'http-similar': (url, id) => ({ url: `${url}/v1/products/${id}/similar?limit=${LIMIT}` }),
  'http-similar-query': (url, id) => ({
    url: `${url}/v1/similar:query`,
    body: JSON.stringify({ positive: [id], limit: LIMIT }),
  }),
};

/**
 * `GET /v1/products/{id}/similar` and `POST /v1/similar:query` over HTTP through the local stack, its gateway, worker threads and
 * bundles, by 20 clients at once, warm: milliseconds a request. The products are in a snapshot; the client shares the machine.
 * The CPU time is that of client and stack together, which other work of the machine changes less.
 */
export const httpSimilar: Benchmark = {
  name: 'http-similar',
  cases: Object.keys(routes).flatMap((name) => [`${name}-p50`, `${name}-p99`, `${name}-cpu`, `${name}-rate`]),
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const measurements = await withLocalStack((stack) => measured(stack, seconds));
    yield* measurements.filter(({ name }) => wants(name));
  },
};

async function measured(stack: LocalStack, seconds: number): Promise<Measurement[]> {
  await serveSnapshot(stack, PRODUCTS, D);
  const all: Measurement[] = [];
  for (const name of Object.keys(routes)) all.push(...(await measuredRoute(stack, name, seconds)));
  return all;
}

async function measuredRoute(stack: LocalStack, name: string, seconds: number): Promise<Measurement[]> {
  const requestOf = (i: number) => routes[name]!(stack.url, syntheticId((i * 7919) % PRODUCTS));
  const isGood = (body: string) => JSON.parse(body).data.length === LIMIT;
  await loadTest(requestOf, { connections: CONNECTIONS, seconds: Math.max(seconds, 3), isGood });
  const cpuBefore = process.cpuUsage();
  const times = (await loadTest(requestOf, { connections: CONNECTIONS, seconds, isGood })).sort((a, b) => a - b);
  const { user, system } = process.cpuUsage(cpuBefore);
  const config = { products: PRODUCTS, D, connections: CONNECTIONS, requests: times.length };
  return [
    { name: `${name}-p50`, unit: 'ms', value: quantile(times, 0.5), config },
    { name: `${name}-p99`, unit: 'ms', value: quantile(times, 0.99), config },
    { name: `${name}-cpu`, unit: 'ms', value: (user + system) / 1000 / times.length, config },
    { name: `${name}-rate`, unit: 'requests/s', value: times.length / seconds, config },
  ];
}
