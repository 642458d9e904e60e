import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/stack/local-stack.ts';
import { type GrowthLimit, type MemorySample, MemoryWatch } from '../support/memory-watch.ts';
import { audit } from './audit.ts';
import { drain } from './drain.ts';
import { Ledger } from './ledger.ts';
import { ProductLoad } from './product-load.ts';
import { SearchLoad } from './search-load.ts';
import { SOAK_FAULTS } from './soak-faults.ts';
import { Traffic } from './traffic.ts';
import { TrainingLoad } from './training-load.ts';
import { UploadLoad } from './upload-load.ts';

export interface SoakOptions {
  /** Folder of the local stack: a new one. */
  readonly home: string;
  /** The same seed draws the same requests and faults; which of them meet depends on times. */
  readonly seed: number;
  /** How long requests are sent. A round of training and publishing that has begun is finished. */
  readonly seconds: number;
  /** The products of each of the writers. @default 60 */
  readonly productsOfWriter?: number;
  /** The products of each catalog. @default 100 */
  readonly linesOfFile?: number;
  /** Called with what is being done. */
  readonly onPhase?: (phase: string) => void;
}

export interface SoakReport {
  readonly seconds: number;
  /** Requests by operation and answer. */
  readonly requests: Readonly<Partial<Record<string, number>>>;
  /** Faults by service and kind. */
  readonly injected: Readonly<Partial<Record<string, number>>>;
  readonly publications: number;
  readonly products: number;
  readonly memory: readonly MemorySample[];
  /** What is wrong; empty if the promises were kept. */
  readonly findings: readonly string[];
}

const WRITERS = 3;
const READERS = 2;
const SETTINGS = { dim: 16, maxPairs: 2000, epochs: 2 };
/** After this time a message that failed comes again; the queues of the stack wait for half an hour. */
const VISIBILITY_SECONDS = 20;
/** Of new accounts it is 10: then most requests would be refused while uploads are read. */
const CONCURRENT_EXECUTIONS = 40;
/** Uploads are asynchronous: without a pause they would only queue up. */
const UPLOAD_PAUSE_MILLISECONDS = 1500;
/** An upload of baskets starts a training run. If each round of uploads did, runs would pile up on a small machine. */
const ROUNDS_PER_BASKETS = 40;
/** Longer than the retries of a message and the waits of a run: what is busy after this time is stuck. */
const MAX_DRAIN_SECONDS = 600;

const MEMORY_SAMPLE_MILLISECONDS = 5000;
/** In two minutes caches and code are still coming. A busy heap varies, so that one sample says little. */
const MEMORY_GROWTH: GrowthLimit = { megabytes: 8, part: 0.1, from: 120, fewest: 8 };

/** What sends the requests. */
interface Loads {
  readonly traffic: Traffic;
  readonly ledger: Ledger;
  readonly uploads: UploadLoad;
  readonly training: TrainingLoad;
}

/** Loads the local stack while its services fail and its functions are killed, lets it rest, and audits what is stored. */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { home, seed, seconds, onPhase = () => {} } = options;
  const rejections = watchRejections();
  onPhase('starting the local stack');
  const variables = { trainingrun: { TRAINING_CONFIG: JSON.stringify(SETTINGS) } };
  const faults = { seed, rates: SOAK_FAULTS };
  const limitValues = { concurrentExecutions: CONCURRENT_EXECUTIONS };
  const limits = { limits: 'aws', limitsSeed: seed, limitValues, visibilitySeconds: VISIBILITY_SECONDS } as const;
  const stack = await startLocalStack({ home, port: 0, variables, faults, ...limits });
  try {
    const startedMs = performance.now();
    const loads = loadsOn(stack, options);
    const { memory, stop } = watchMemory();
    onPhase(`sending requests for ${seconds} s, with faults`);
    await sendAll(loads, options, startedMs + seconds * 1000);
    stop();
    const spentSeconds = Math.round((performance.now() - startedMs) / 1000);
    stack.limits.faults.stop();
    onPhase('waiting until nothing is in progress');
    const busy = await drain(stack, home, MAX_DRAIN_SECONDS);
    onPhase('comparing what is stored with what was acknowledged');
    const { traffic, ledger, uploads, training } = loads;
    const findings = [
      ...busy,
      ...(await audit(stack, { ledger, uploads: uploads.acknowledged })),
      ...traffic.findings,
      ...[memory.findGrowth(MEMORY_GROWTH) ?? []].flat(),
      ...crashes(stack, traffic.crashed),
      ...rejections.findings,
    ];
    return {
      seconds: spentSeconds,
      requests: traffic.counts.toRecord(),
      injected: stack.limits.counts().injected,
      publications: training.succeeded.length,
      products: ledger.ids.length,
      memory: memory.samples,
      findings,
    };
  } finally {
    rejections.stop();
    await stack.close();
  }
}

function loadsOn(stack: LocalStack, { seed, linesOfFile = 100 }: SoakOptions): Loads {
  const ledger = new Ledger();
  const traffic = new Traffic(stack.url);
  const randomOf = (stream: string) => new CounterRandom(seed, stream);
  return {
    traffic,
    ledger,
    uploads: new UploadLoad(stack, traffic, ledger, randomOf('uploads'), linesOfFile),
    training: new TrainingLoad(traffic, ledger, randomOf('training')),
  };
}

/** Sends requests of all kinds at the same time until the time is over. */
async function sendAll(loads: Loads, { seed, productsOfWriter = 60 }: SoakOptions, endMs: number): Promise<void> {
  const { traffic, ledger, uploads, training } = loads;
  const repeat = async (...steps: (() => Promise<void>)[]) => {
    while (performance.now() < endMs) for (const step of steps) await step();
  };
  const writers = Array.from({ length: WRITERS }, (_, writer) => {
    const ids = Array.from({ length: productsOfWriter }, (_, i) => `writer-${writer}-${i}`);
    return new ProductLoad(ids, traffic, ledger, new CounterRandom(seed, `writer ${writer}`));
  });
  const readers = Array.from(
    { length: READERS },
    (_, reader) => new SearchLoad(traffic, ledger, new CounterRandom(seed, `reader ${reader}`)),
  );
  let rounds = 0;
  await uploads.catalog();
  await uploads.baskets(200);
  await Promise.all([
    ...[...writers, ...readers].map((load) => repeat(() => load.next())),
    repeat(
      () => uploads.catalog(),
      () => uploads.triplets(),
      () => (++rounds % ROUNDS_PER_BASKETS === 0 ? uploads.baskets(5) : Promise.resolve()),
      () => setTimeout(UPLOAD_PAUSE_MILLISECONDS),
    ),
    repeat(
      () => training.runAndPublish(),
      () => training.step(),
      () => training.publishHead(),
    ),
  ]);
}

/**
 * Functions that ended by themselves, and promises of theirs that nobody has waited for. A request without an answer of its function
 * is explained by a kill, by too many executions at once, or by a time-out, which a busy machine may cause.
 */
function crashes({ logsFolder, limits }: LocalStack, unanswered: number): string[] {
  const lines = readdirSync(logsFolder).flatMap((name) => readFileSync(join(logsFolder, name), 'utf8').split('\n'));
  const timeouts = lines.filter((line) => line.includes('Sandbox.Timedout')).length;
  const { injected, met } = limits.counts();
  const explained = timeouts + (injected['lambda.kill'] ?? 0) + (met.concurrentExecutions ?? 0);
  const found = lines.filter((line) => /UnhandledPromiseRejection|Runtime\.ExitError/.test(line));
  if (unanswered > explained)
    found.push(
      `${unanswered} requests had no answer of their function; kills, throttles and time-outs explain ${explained}`,
    );
  return found;
}

/** Promises of this process that nobody has waited for. */
function watchRejections(): { readonly findings: string[]; stop(): void } {
  const findings: string[] = [];
  const note = (cause: unknown) => void findings.push(`a promise was rejected that nobody waits for: ${cause}`);
  process.on('unhandledRejection', note);
  return { findings, stop: () => void process.off('unhandledRejection', note) };
}

/** Looks at the memory of this process, by the seconds since now, until it is stopped. */
function watchMemory(): { readonly memory: MemoryWatch; stop(): void } {
  const memory = new MemoryWatch();
  const startedMs = performance.now();
  const sample = () => memory.sample(Math.round((performance.now() - startedMs) / 1000));
  const timer = setInterval(sample, MEMORY_SAMPLE_MILLISECONDS);
  const stop = () => {
    clearInterval(timer);
    sample();
  };
  return { memory, stop };
}
