/**
 * `npm start`: runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it.
 * Exit codes: 0 success, 1 failure, 2 bad usage, 130 interrupted.
 */
import { join } from 'node:path';
import { toError } from '../../../lambdas/core/errors/error-text.ts';
import { UsageError } from '../../terminal/command-line.ts';
import { Progress } from '../../terminal/progress.ts';
import { HomeInUseError } from '../stack/home-lock.ts';
import { type LocalStack, startLocalStack } from '../stack/local-stack.ts';
import { readTitles, renderJudgement, renderNeighbours, renderNextRequests } from './demo-report.ts';
import { DemoError, runDemo } from './demo-run.ts';
import { writeFilmSample } from './sample-films.ts';
import { parseStartOptions, type StartOptions } from './start-options.ts';

const EXIT_INTERRUPTED = 130;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Does the demo run and prints its result: for people, and with --json for programs. */
async function report(stack: LocalStack, folder: string, options: StartOptions, progress: Progress): Promise<void> {
  const result = await runDemo(stack, folder, progress);
  const titles = await readTitles(folder);
  const lines = [
    ...(await renderNeighbours(stack.url, titles)),
    ...renderJudgement(result),
    ...renderNextRequests(stack.url, [...titles.keys()][0]!),
  ];
  for (const line of lines) (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  if (!options.json) return;
  const { modelVersion, weightsSha256, products, metrics, baselines, seconds } = result;
  process.stdout.write(`${JSON.stringify({ modelVersion, weightsSha256, products, metrics, baselines, seconds })}\n`);
}

/** Resolves at the first Ctrl-C or SIGTERM. The second one exits at once. */
function waitForSignal(): Promise<'stopped'> {
  return new Promise((resolve) => {
    let count = 0;
    const onSignal = (): void => {
      count += 1;
      if (count > 1) process.exit(EXIT_INTERRUPTED);
      resolve('stopped');
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

/** The stack, or undefined if a signal stopped its start: Ctrl-C also ends the synthesis, which then fails. */
async function startUnlessStopped(options: StartOptions, stop: Promise<'stopped'>): Promise<LocalStack | undefined> {
  let isStopped = false;
  void stop.then(() => {
    isStopped = true;
  });
  return startLocalStack(options).catch((cause: unknown) => {
    if (!isStopped) throw cause;
    return undefined;
  });
}

/** Does the demo run unless `--serve` is set, then serves until a signal unless `--once` is set. */
async function serve(stack: LocalStack, options: StartOptions, progress: Progress, stop: Promise<'stopped'>) {
  const folder = options.data ?? join(options.home, 'sample', 'films');
  if (options.data === undefined && !options.serve) writeFilmSample(folder);
  const job = options.serve ? Promise.resolve() : report(stack, folder, options, progress);
  const outcome = await Promise.race([job.then(() => 'done' as const), stop]);
  if (outcome === 'stopped') {
    job.catch(() => {});
    if (options.once) process.exitCode = EXIT_INTERRUPTED;
  } else if (!options.once) {
    if (!options.serve) progress.line(`serving on ${stack.url}; press Ctrl-C to stop`);
    await stop;
  }
}

async function run(options: StartOptions): Promise<void> {
  const stop = waitForSignal();
  const progress = new Progress();
  progress.line('synthesizing the stack');
  const stack = await startUnlessStopped(options, stop);
  if (stack === undefined) {
    progress.line('stopped');
    process.exitCode = EXIT_INTERRUPTED;
    return;
  }
  try {
    progress.line(`serving on ${stack.url} (data in ${options.home}); press Ctrl-C to stop`);
    await serve(stack, options, progress, stop);
  } finally {
    progress.line('stopping; the data stays in the home folder');
    await stack.close();
  }
}

/** One line for an expected error, the stack trace for any other. */
function describeError(cause: unknown): { message: string; exitCode: number } {
  if (cause instanceof UsageError) return { message: `${cause.code}: ${cause.message}`, exitCode: EXIT_USAGE };
  if (cause instanceof HomeInUseError || cause instanceof DemoError)
    return { message: `${cause.code}: ${cause.message}`, exitCode: EXIT_FAILED };
  if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
    return { message: `port-in-use: ${cause.message}: choose another port with --port <n>`, exitCode: EXIT_FAILED };
  }
  const { stack, message } = toError(cause);
  return { message: stack ?? message, exitCode: EXIT_FAILED };
}

try {
  await run(parseStartOptions(process.argv.slice(2)));
} catch (cause) {
  const { message, exitCode } = describeError(cause);
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
process.exit();
