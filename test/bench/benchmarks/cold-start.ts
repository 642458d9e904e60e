import { execFile } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import type { FunctionModel } from '../../../lib/local/template/stack-model.ts';
import { httpEvent } from '../../support/api/http-event.ts';
import { bytesOf, filesAtStart } from '../../support/local/bundle-files.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import type { ColdStart } from '../cold-one.ts';
import { functionEnvironment, handlerNameOf, withLocalStack } from '../local-bench.ts';
import { timingOf } from '../measure.ts';
import { serveSnapshot } from '../synthetic-snapshot.ts';

const PRODUCTS = 100_000;
const D = 64;
const RUNS = 5;

/** The function that Lambda may start in advance: its import is then no part of the first answer. */
const IN_ADVANCE = 'similar';

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
 * Cold starts of the functions as they are bundled, each in a new process: milliseconds to import the bundle, to answer the
 * first call (`similar` opens a snapshot of 100,000 products for it) and of both together, also in processor time, and the
 * kilobytes that are read at the start.
 */
export const coldStart: Benchmark = {
  name: 'cold-start',
  cases: handlers.flatMap(casesOf),
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    const measurements = await withLocalStack(async (stack) => {
      await serveSnapshot(stack, PRODUCTS, D);
      const all: Measurement[] = [];
      for (const one of stack.model.functions) {
        const name = handlerNameOf(one);
        if (casesOf(name).some(wants)) all.push(...(await measured(stack, one)));
        if (wants(`cold-start-${name}-in-advance`)) all.push(await measuredInAdvance(stack, one));
      }
      return all;
    });
    yield* measurements.filter(({ name }) => wants(name));
  },
};

function casesOf(name: string): string[] {
  const answers =
    name in firstCalls ? ['answer', 'first', 'processor'].map((what) => `cold-start-${name}-${what}`) : [];
  const inAdvance = name === IN_ADVANCE ? [`cold-start-${name}-in-advance`] : [];
  return [`bundle-${name}`, `cold-start-${name}-import`, ...answers, ...inAdvance];
}

/** The first answer of an environment that Lambda started in advance. */
async function measuredInAdvance(stack: LocalStack, model: FunctionModel): Promise<Measurement> {
  const runs = await runsOf(stack, model, { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' });
  const { median: value, spread } = timingOf(runs.map(({ answerMilliseconds }) => answerMilliseconds));
  return { name: `cold-start-${handlerNameOf(model)}-in-advance`, unit: 'ms', value, spread, config: { runs: RUNS } };
}

async function runsOf(stack: LocalStack, model: FunctionModel, more: NodeJS.ProcessEnv = {}): Promise<ColdStart[]> {
  const target = firstCalls[handlerNameOf(model)];
  const event = target === undefined ? [] : [JSON.stringify(httpEvent('GET', target))];
  // The whole time is measured, also on a busy machine.
  const patience = { LOAD_WAIT_SECONDS: '60' };
  const environment = { ...process.env, ...(await functionEnvironment(stack, model)), ...patience, ...more };
  const runs: ColdStart[] = [];
  while (runs.length < RUNS) runs.push(await coldStartOf(model.bundle, event, environment));
  return runs;
}

async function measured(stack: LocalStack, model: FunctionModel): Promise<Measurement[]> {
  const name = handlerNameOf(model);
  const runs = await runsOf(stack, model);
  const config = { runs: RUNS };
  const named = (what: string, of: (run: ColdStart) => number) => {
    const { median: value, spread } = timingOf(runs.map(of));
    return { name: `cold-start-${name}-${what}`, unit: 'ms', value, spread, config };
  };
  const folder = dirname(model.bundle);
  const bytes = bytesOf(folder, filesAtStart(folder, basename(model.bundle)));
  return [
    { name: `bundle-${name}`, unit: 'KB', value: bytes / 1024, config: { minified: true } },
    named('import', ({ importMilliseconds }) => importMilliseconds),
    ...(name in firstCalls
      ? [
          named('answer', ({ answerMilliseconds }) => answerMilliseconds),
          named('first', ({ importMilliseconds, answerMilliseconds }) => importMilliseconds + answerMilliseconds),
          named('processor', ({ processorMilliseconds }) => processorMilliseconds),
        ]
      : []),
  ];
}

/**
 * Starts a function in a new process, and has it answer an event where one is given. The servers are in this process, so that
 * it has to wait without standing still.
 */
export async function coldStartOf(
  bundle: string,
  event: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ColdStart> {
  const script = join(import.meta.dirname, '..', 'cold-one.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, bundle, ...event], { env });
  // The function prints its metrics too, each on a line of its own.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}
