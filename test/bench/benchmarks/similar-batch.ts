import { Agent, request } from 'node:http';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { withLocalStack } from '../local-bench.ts';
import { milliseconds, timingOf } from '../measure.ts';
import { serveSnapshot } from '../synthetic-snapshot.ts';
import { syntheticId } from '../synthetic-space.ts';

const PRODUCTS = 100_000;
const D = 64;
const QUERIES = 50;
const LIMIT = 10;

/**
 * 50 searches by one example through the local stack, by one client on one connection: as 50 requests one after the other, and as
 * one batch. Milliseconds for all 50. The answers must be the same.
 */
export const similarBatch: Benchmark = {
  name: 'similar-batch',
  cases: ['similar-batch-of-50', 'similar-50-requests'],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds }) {
    yield* await withLocalStack((stack) => measured(stack, seconds));
  },
};

async function measured(stack: LocalStack, seconds: number): Promise<Measurement[]> {
  await serveSnapshot(stack, PRODUCTS, D);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = (path: string, body: unknown) => answerOf(`${stack.url}${path}`, agent, JSON.stringify(body));
  const queriesOf = (round: number) =>
    Array.from({ length: QUERIES }, (_, i) => ({
      positive: [syntheticId(((round * QUERIES + i) * 7919) % PRODUCTS)],
      limit: LIMIT,
    }));
  const times = { batch: [] as number[], single: [] as number[] };
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < 5 || performance.now() < end; round++) {
    const queries = queriesOf(round);
    const [singles, singleSeconds] = await timedRun(async () => {
      const found: unknown[] = [];
      for (const query of queries) found.push(rowsOf(await post('/v1/similar:query', query)));
      return found;
    });
    const [batch, batchSeconds] = await timedRun(() => post('/v1/similar:batch', { queries }));
    const together = (batch as { data: { result: unknown }[] }).data.map(({ result }) => rowsOf(result));
    if (JSON.stringify(together) !== JSON.stringify(singles)) throw new Error('bench: the batch answers otherwise');
    // The first rounds start the function and compile its code.
    if (round < 2) continue;
    times.batch.push(batchSeconds);
    times.single.push(singleSeconds);
  }
  agent.destroy();
  const config = { products: PRODUCTS, D, queries: QUERIES, rounds: times.batch.length };
  return [
    { name: 'similar-batch-of-50', unit: 'ms', ...milliseconds(timingOf(times.batch)), config },
    { name: 'similar-50-requests', unit: 'ms', ...milliseconds(timingOf(times.single)), config },
  ];
}

function rowsOf(answer: unknown): unknown {
  return (answer as { data: unknown }).data;
}

async function timedRun<Result>(run: () => Promise<Result>): Promise<[result: Result, seconds: number]> {
  const start = performance.now();
  const result = await run();
  return [result, (performance.now() - start) / 1000];
}

function answerOf(url: string, agent: Agent, body: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { agent, method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`bench: ${url} answered ${response.statusCode} ${text}`));
      });
    });
    sent.on('error', reject).end(body);
  });
}
