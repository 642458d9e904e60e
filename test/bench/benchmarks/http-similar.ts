import { tmpdir } from 'node:os';
import type { SegmentReference } from '../../../lambdas/ports/snapshot-store.ts';
import { S3SnapshotStore } from '../../../lambdas/stores/s3-snapshot-store.ts';
import type { LocalStack } from '../../../lib/local/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { loadTest } from '../http-load.ts';
import { makeLive, withLocalStack } from '../local-bench.ts';
import { quantile } from '../measure.ts';
import { syntheticSegments } from '../synthetic-space.ts';

const PRODUCTS = 100_000;
const D = 64;
const CONNECTIONS = 20;
const VERSION = 'm-1';

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
  await publishSnapshot(stack);
  const urlOf = (i: number) => {
    const id = `p${String((i * 7919) % PRODUCTS).padStart(9, '0')}`;
    return `${stack.url}/v1/products/${id}/similar?limit=10`;
  };
  await loadTest(urlOf, { connections: CONNECTIONS, seconds: Math.max(seconds, 3) });
  const times = (await loadTest(urlOf, { connections: CONNECTIONS, seconds })).sort((a, b) => a - b);
  const config = { products: PRODUCTS, D, connections: CONNECTIONS, requests: times.length };
  return [
    { name: 'http-similar-p50', unit: 'ms', value: quantile(times, 0.5), config },
    { name: 'http-similar-p99', unit: 'ms', value: quantile(times, 0.99), config },
    { name: 'http-similar-rate', unit: 'requests/s', value: times.length / seconds, config },
  ];
}

async function publishSnapshot(stack: LocalStack): Promise<void> {
  const snapshots = new S3SnapshotStore(stack.clients.s3, stack.modelsBucket, tmpdir());
  const segments: SegmentReference[] = [];
  let left = PRODUCTS;
  for (const bytes of syntheticSegments(PRODUCTS, D)) {
    const products = Math.min(left, 65_536);
    left -= products;
    segments.push({ name: await snapshots.saveSegment(VERSION, bytes), bytes: bytes.length, products });
  }
  await snapshots.publish(VERSION, { takenAt: new Date().toISOString(), products: PRODUCTS, segments });
  await makeLive(stack, VERSION);
}
