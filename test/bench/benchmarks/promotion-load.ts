import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { functionEnvironment, handlerNameOf, makeLive, withLocalStack } from '../local-bench.ts';
import { timingOf } from '../measure.ts';
import type { PromotionTimes } from '../promotion-one.ts';
import { saveSnapshot, serveSnapshot } from '../synthetic-snapshot.ts';

const PRODUCTS = 300_000;
const D = 64;
/** The versions that go live one after the other. The first one is live at the beginning, and read again when it returns. */
const VERSIONS = ['m-1', 'm-2', 'm-1', 'm-2', 'm-1', 'm-2'];

/**
 * Searches of a warm function at fixed times while it reads the index of a version that went live, and before: milliseconds
 * from the time at which a search was due to its answer, and how many times as long the slowest hundredth takes. Medians of
 * five promotions. The function is its bundle in a process of its own.
 */
export const promotionLoad: Benchmark = {
  name: 'promotion-load',
  cases: [
    'promotion-load-quiet-p50',
    'promotion-load-quiet-p99',
    'promotion-load-p50',
    'promotion-load-p99',
    'promotion-load-p99-ratio',
    'promotion-load-time',
  ],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const measurements = await withLocalStack((stack) => measured(stack, Math.max(seconds, 5)));
    yield* measurements.filter(({ name }) => wants(name));
  },
};

async function measured(stack: LocalStack, seconds: number): Promise<Measurement[]> {
  await serveSnapshot(stack, PRODUCTS, D);
  await saveSnapshot(stack, VERSIONS[1]!, PRODUCTS, D);
  const rounds = await timesOf(stack, seconds);
  const searches = rounds.reduce((sum, round) => sum + round.searches, 0);
  const config = { products: PRODUCTS, D, searches, everyMilliseconds: rounds[0]!.everyMilliseconds };
  const named = (name: string, unit: string, of: (round: PromotionTimes) => number): Measurement => {
    const { median, spread } = timingOf(rounds.map(of));
    return { name: `promotion-load-${name}`, unit, value: median, spread, config };
  };
  return [
    named('quiet-p50', 'ms', ({ quietP50 }) => quietP50),
    named('quiet-p99', 'ms', ({ quietP99 }) => quietP99),
    named('p50', 'ms', ({ p50 }) => p50),
    named('p99', 'ms', ({ p99 }) => p99),
    named('p99-ratio', 'x', ({ p99, quietP99 }) => p99 / quietP99),
    named('time', 'ms', ({ loadMilliseconds }) => loadMilliseconds),
  ];
}

async function timesOf(stack: LocalStack, seconds: number): Promise<PromotionTimes[]> {
  const model = stack.model.functions.find((one) => handlerNameOf(one) === 'similar')!;
  const script = join(import.meta.dirname, '..', 'promotion-one.ts');
  const env = { ...process.env, ...(await functionEnvironment(stack, model)), LOAD_WAIT_SECONDS: '60' };
  const [, ...promoted] = VERSIONS;
  const child = spawn(process.execPath, [script, model.bundle, String(seconds), ...promoted], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = '';
  let at = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'quiet') await makeLive(stack, VERSIONS[at + 1]!, VERSIONS[at++]);
    last = line;
  }
  if (!last.startsWith('[')) throw new Error(`bench: promotion-one.ts ended with "${last}", expected its times`);
  return JSON.parse(last);
}
