import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import { httpEvent } from '../../support/api/http-event.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import type { ColdStart } from '../cold-one.ts';
import { functionEnvironment, handlerNameOf, withLocalStack } from '../local-bench.ts';
import { timingOf } from '../measure.ts';
import { serveSnapshot } from '../synthetic-snapshot.ts';
import { coldStartOf } from './cold-start.ts';

const PRODUCTS = 1_000_000;
const D = 64;
const RUNS = 5;

/**
 * Cold starts of `similar` whose snapshot takes longer to read than a request waits: milliseconds from the start of the import to
 * the first answer, which may be 503 with `Retry-After`, and to the first answer with neighbours. The caller repeats its
 * request as `Retry-After` says.
 */
export const coldStartMillion: Benchmark = {
  name: 'cold-start-million',
  cases: ['cold-start-million-first', 'cold-start-million-served', 'cold-start-million-answers'],
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    const measurements = await withLocalStack(measured);
    yield* measurements.filter(({ name }) => wants(name));
  },
};

async function measured(stack: LocalStack): Promise<Measurement[]> {
  await serveSnapshot(stack, PRODUCTS, D);
  const model = stack.model.functions.find((one) => handlerNameOf(one) === 'similar')!;
  const event = JSON.stringify(httpEvent('GET', '/v1/products/p000000000/similar'));
  const env = { ...process.env, ...(await functionEnvironment(stack, model)) };
  const runs: ColdStart[] = [];
  while (runs.length < RUNS) runs.push(await coldStartOf(model.bundle, [event], env));
  const config = { products: PRODUCTS, D, runs: RUNS, statuses: runs.map(({ status }) => status) };
  const named = (name: string, unit: string, of: (run: ColdStart) => number): Measurement => {
    const { median, spread } = timingOf(runs.map(of));
    return { name: `cold-start-million-${name}`, unit, value: median, spread, config };
  };
  return [
    named('first', 'ms', ({ importMilliseconds, answerMilliseconds }) => importMilliseconds + answerMilliseconds),
    named('served', 'ms', ({ importMilliseconds, servedMilliseconds }) => importMilliseconds + servedMilliseconds),
    named('answers', 'answers', ({ answers }) => answers),
  ];
}
