import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { functionEnvironment, handlerNameOf, makeLive, withLocalStack } from '../local-bench.ts';
import { saveSnapshot, serveSnapshot } from '../synthetic-snapshot.ts';

const PRODUCTS = 300_000;
const D = 64;
const NEXT = 'm-2';

/**
 * Searches of a warm function, one each 5 ms, while it reads the index of a version that went live, and before: milliseconds
 * from the time at which a search was due to its answer. The function is its bundle in a process of its own.
 */
export const promotionLoad: Benchmark = {
  name: 'promotion-load',
  cases: [
    'promotion-load-quiet-p50',
    'promotion-load-quiet-p99',
    'promotion-load-p50',
    'promotion-load-p99',
    'promotion-load-time',
  ],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const measurements = await withLocalStack((stack) => measured(stack, Math.max(seconds, 5)));
    yield* measurements.filter(({ name }) => wants(name));
  },
};

/** What promotion-one.ts prints. */
interface Times {
  readonly quietP50: number;
  readonly quietP99: number;
  readonly p50: number;
  readonly p99: number;
  readonly loadMilliseconds: number;
  readonly searches: number;
}

async function measured(stack: LocalStack, seconds: number): Promise<Measurement[]> {
  await serveSnapshot(stack, PRODUCTS, D);
  await saveSnapshot(stack, NEXT, PRODUCTS, D);
  const { quietP50, quietP99, p50, p99, loadMilliseconds, searches } = await timesOf(stack, seconds);
  const config = { products: PRODUCTS, D, searches };
  const named = (name: string, value: number) => ({ name: `promotion-load-${name}`, unit: 'ms', value, config });
  return [
    named('quiet-p50', quietP50),
    named('quiet-p99', quietP99),
    named('p50', p50),
    named('p99', p99),
    named('time', loadMilliseconds),
  ];
}

async function timesOf(stack: LocalStack, seconds: number): Promise<Times> {
  const model = stack.model.functions.find((one) => handlerNameOf(one) === 'similar')!;
  const script = join(import.meta.dirname, '..', 'promotion-one.ts');
  const env = { ...process.env, ...(await functionEnvironment(stack, model)), LOAD_WAIT_SECONDS: '60' };
  const child = spawn(process.execPath, [script, model.bundle, String(seconds), NEXT], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'quiet') await makeLive(stack, NEXT, 'm-1');
    last = line;
  }
  if (!last.startsWith('{')) throw new Error(`bench: promotion-one.ts ended with "${last}", expected its times`);
  return JSON.parse(last);
}
