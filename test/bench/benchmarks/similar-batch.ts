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
 * one batch. Milliseconds for all 50, and the CPU time of client and stack together, which other work of the machine changes less.
 * The answers must be the same.
 */
export const similarBatch: Benchmark = {
  name: 'similar-batch',
  cases: ['similar-batch-of-50', 'similar-batch-of-50-cpu', 'similar-50-requests', 'similar-50-requests-cpu'],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const measurements = await withLocalStack((stack) => measured(stack, seconds));
    yield* measurements.filter(({ name }) => wants(name));
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
  const times: Readonly<Record<string, Spent[]>> = { 'similar-batch-of-50': [], 'similar-50-requests': [] };
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < 5 || performance.now() < end; round++) {
    const queries = queriesOf(round);
    const [singles, ofSingles] = await timedRun(async () => {
      const found: unknown[] = [];
      for (const query of queries) found.push(rowsOf(await post('/v1/similar:query', query)));
      return found;
    });
    const [batch, ofBatch] = await timedRun(() => post('/v1/similar:batch', { queries }));
    const together = (batch as { data: { result: unknown }[] }).data.map(({ result }) => rowsOf(result));
    if (JSON.stringify(together) !== JSON.stringify(singles)) throw new Error('bench: the batch answers otherwise');
    // The first rounds start the function and compile its code.
    if (round < 2) continue;
    times['similar-batch-of-50']!.push(ofBatch);
    times['similar-50-requests']!.push(ofSingles);
  }
  agent.destroy();
  return Object.entries(times).flatMap(([name, all]) => {
    const config = { products: PRODUCTS, D, queries: QUERIES, rounds: all.length };
    const of = (what: keyof Spent) => milliseconds(timingOf(all.map((one) => one[what])));
    return [
      { name, unit: 'ms', ...of('seconds'), config },
      { name: `${name}-cpu`, unit: 'ms', ...of('cpuSeconds'), config },
    ];
  });
}

function rowsOf(answer: unknown): unknown {
  return (answer as { data: unknown }).data;
}

interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function timedRun<Result>(run: () => Promise<Result>): Promise<[result: Result, spent: Spent]> {
  const start = performance.now();
  const cpuStart = process.cpuUsage();
  const result = await run();
  const { user, system } = process.cpuUsage(cpuStart);
  return [result, { seconds: (performance.now() - start) / 1000, cpuSeconds: (user + system) / 1e6 }];
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
