import { join } from 'node:path';
import { toError } from '../../../lambdas/core/errors/error-text.ts';
import { EXIT_CODES, isHelp, type Output, UsageError } from '../../terminal/command-line.ts';
import { Progress } from '../../terminal/progress.ts';
import { HomeInUseError } from '../stack/home-lock.ts';
import { type LocalStack, startLocalStack } from '../stack/local-stack.ts';
import { readTitles, renderJudgement, renderNeighbours, renderNextRequests, renderPromotion } from './demo-report.ts';
import { DemoError, runDemo } from './demo-run.ts';
import { writeFilmSample } from './sample-films.ts';
import { parseStartOptions, restartCommand, type StartOptions, urlOf } from './start-options.ts';

/** What the start writes to, and what stops it. */
interface Surroundings {
  readonly output: Output;
  readonly progress: Progress;
  /** Resolves when the stack has to stop. */
  readonly stop: Promise<'stopped'>;
}

/**
 * Runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it.
 * @param stop Resolves when the stack has to stop
 * @returns the exit code: 0 success, 1 failure, 2 bad usage, 130 interrupted
 */
export async function runStart(args: readonly string[], output: Output, stop: Promise<'stopped'>): Promise<number> {
  try {
    return await run(parseStartOptions(args, output), { output, progress: new Progress(output.stderr), stop });
  } catch (cause) {
    if (isHelp(cause)) return 0;
    const { message, exitCode } = describeError(cause);
    output.stderr.write(`${message}\n`);
    return exitCode;
  }
}

async function run(options: StartOptions, surroundings: Surroundings): Promise<number> {
  const { progress } = surroundings;
  progress.line('synthesizing the stack');
  const stack = await startUnlessStopped(options, surroundings.stop);
  if (stack === undefined) {
    progress.line('stopped');
    return EXIT_CODES.interrupted;
  }
  try {
    progress.line(`serving on ${stack.url} (data in ${options.home}); press Ctrl-C to stop`);
    return await serve(stack, options, surroundings);
  } finally {
    progress.line('stopping; the data stays in the home folder');
    await stack.close();
  }
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

/** Does the demo run unless `--serve` is set, then serves until it has to stop unless `--once` is set. @returns the exit code */
async function serve(stack: LocalStack, options: StartOptions, surroundings: Surroundings): Promise<number> {
  const { progress, stop } = surroundings;
  const job = options.serve ? Promise.resolve() : runAndReport(stack, options, surroundings);
  const outcome = await Promise.race([job.then(() => 'done' as const), stop]);
  if (outcome === 'stopped') {
    job.catch(() => {});
    return options.once ? EXIT_CODES.interrupted : 0;
  }
  if (options.once) return 0;
  if (!options.serve) progress.line(`serving on ${stack.url}; press Ctrl-C to stop`);
  await stop;
  return 0;
}

/** Does the demo run and prints its result: for people, and with --json for programs. */
async function runAndReport(
  stack: LocalStack,
  options: StartOptions,
  { output, progress }: Surroundings,
): Promise<void> {
  const folder = options.data ?? join(options.home, 'sample', 'films');
  if (options.data === undefined) writeFilmSample(folder);
  const result = await runDemo(stack, folder, progress);
  const titles = await readTitles(folder);
  const [url, restart] = options.once ? [urlOf(options), restartCommand(options)] : [stack.url];
  const lines = [
    ...(await renderNeighbours(stack.url, titles)),
    ...renderJudgement(result),
    ...renderNextRequests(url, [...titles.keys()][0] ?? 'ID', restart),
    ...renderPromotion(url, result),
  ];
  for (const line of lines) (options.json ? output.stderr : output.stdout).write(`${line}\n`);
  if (!options.json) return;
  const { judged, run, ...rest } = result;
  const { metrics = {}, baselines = {} } = judged ?? {};
  const promoted = run?.promoted === true;
  output.stdout.write(`${JSON.stringify({ ...rest, promoted, metrics, baselines })}\n`);
}

/** One line for an expected error, the stack trace for any other. */
function describeError(cause: unknown): { message: string; exitCode: number } {
  if (cause instanceof UsageError) return { message: `${cause.code}: ${cause.message}`, exitCode: EXIT_CODES.usage };
  if (cause instanceof HomeInUseError || cause instanceof DemoError)
    return { message: `${cause.code}: ${cause.message}`, exitCode: EXIT_CODES.failed };
  if (cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE') {
    return {
      message: `port-in-use: ${cause.message}: choose another port with --port <n>`,
      exitCode: EXIT_CODES.failed,
    };
  }
  const { stack, message } = toError(cause);
  return { message: stack ?? message, exitCode: EXIT_CODES.failed };
}
