import { execFile } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { FunctionModel } from '../../../lib/local/template/stack-model.ts';
import { httpEvent } from '../../support/api/http-event.ts';
import { bytesOf, filesAtStart } from '../../support/local/bundle-files.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { functionEnvironment, handlerNameOf, withLocalStack } from '../local-bench.ts';
import { timingOf } from '../measure.ts';
import { serveSnapshot } from '../synthetic-snapshot.ts';

const PRODUCTS = 100_000;
const D = 64;
const RUNS = 5;

/** What a function is asked first, by its handler; the others are only imported. */
const firstCalls: Readonly<Record<string, string>> = {
  similar: '/v1/products/p000000000/similar',
  products: '/v1/products/p000000000',
  models: '/v1/models',
  jobs: '/v1/training-runs',
  health: '/v1/health',
};
const handlers = [...Object.keys(firstCalls), 'embeddings', 'trainstep', 'ingest', 'trainingrun'];

/**
 * Cold starts of the functions as they are bundled, each in a new process: milliseconds to import the bundle and to answer the
 * first call (`similar` opens a snapshot of 100,000 products for it), and the kilobytes that are read at the start.
 */
export const coldStart: Benchmark = {
  name: 'cold-start',
  cases: [
    ...handlers.flatMap((name) => [`cold-start-${name}-import`, `bundle-${name}`]),
    ...Object.keys(firstCalls).map((name) => `cold-start-${name}-answer`),
  ],
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    const measurements = await withLocalStack(async (stack) => {
      await serveSnapshot(stack, PRODUCTS, D);
      const all: Measurement[] = [];
      for (const one of stack.model.functions) all.push(...(await measured(stack, one)));
      return all;
    });
    yield* measurements.filter(({ name }) => wants(name));
  },
};

interface ColdStart {
  readonly importMilliseconds: number;
  readonly answerMilliseconds: number;
}

async function measured(stack: LocalStack, model: FunctionModel): Promise<Measurement[]> {
  const name = handlerNameOf(model);
  const target = firstCalls[name];
  const event = target === undefined ? [] : [JSON.stringify(httpEvent('GET', target))];
  // The whole time is measured, also on a busy machine.
  const patience = { LOAD_WAIT_SECONDS: '60' };
  const environment = { ...process.env, ...(await functionEnvironment(stack, model)), ...patience };
  const runs: ColdStart[] = [];
  while (runs.length < RUNS) runs.push(await coldStartOf(model.bundle, event, environment));
  const config = { runs: RUNS };
  const of = (what: keyof ColdStart) => {
    const { median: value, spread } = timingOf(runs.map((run) => run[what]));
    return { unit: 'ms', value, spread, config };
  };
  const folder = dirname(model.bundle);
  const bytes = bytesOf(folder, filesAtStart(folder, basename(model.bundle)));
  return [
    { name: `bundle-${name}`, unit: 'KB', value: bytes / 1024, config: { minified: true } },
    { name: `cold-start-${name}-import`, ...of('importMilliseconds') },
    ...(target === undefined ? [] : [{ name: `cold-start-${name}-answer`, ...of('answerMilliseconds') }]),
  ];
}

/** The servers are in this process, so that it has to wait without standing still. */
async function coldStartOf(bundle: string, event: readonly string[], env: NodeJS.ProcessEnv): Promise<ColdStart> {
  const script = join(import.meta.dirname, '..', 'cold-one.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, bundle, ...event], { env });
  return JSON.parse(stdout);
}
