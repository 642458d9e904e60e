import { EXIT_CODES, isHelp, type Output } from '../../terminal/command-line.ts';
import { writeFailure } from '../../terminal/failures.ts';
import { Progress } from '../../terminal/progress.ts';
import { paint } from '../../terminal/text-stream.ts';
import { type LocalStack, startLocalStack } from '../stack/local-stack.ts';
import { readTitles, renderDemo } from './demo-report.ts';
import { runDemo } from './demo-run.ts';
import { limitLines } from './limit-lines.ts';
import { writeFilmSample } from './sample-films.ts';
import { parseStartOptions, restartCommand, type StartOptions, urlOf } from './start-options.ts';

/** What the start writes to, and what stops it. */
interface Surroundings {
  readonly output: Output;
  readonly progress: Progress;
  /** Resolves when the stack has to stop. */
  readonly stop: Promise<'stopped'>;
}

/** What the messages about failures of `npm start` name. */
export const CONTEXT = { program: 'kindred', help: 'npm start -- --help' } as const;

/**
 * Runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it.
 * @param stop Resolves when the stack has to stop
 * @returns the exit code: 0 success, 1 failure, 2 bad usage, 130 interrupted
 */
export async function runStart(args: readonly string[], output: Output, stop: Promise<'stopped'>): Promise<number> {
  try {
    return await startAndServe(parseStartOptions(args, output), output, stop);
  } catch (cause) {
    return isHelp(cause) ? 0 : writeFailure(output.stderr, cause, CONTEXT);
  }
}

/** As `runStart`, with parsed options. @throws what keeps the stack from starting */
export async function startAndServe(options: StartOptions, output: Output, stop: Promise<'stopped'>): Promise<number> {
  const progress = new Progress(output.stderr);
  const stack = await startUnlessStopped(options, progress, stop);
  if (stack === undefined) {
    progress.line('stopped; nothing was changed');
    return EXIT_CODES.interrupted;
  }
  try {
    progress.line(`serving on ${stack.url} (data in ${options.home}); press Ctrl-C to stop`);
    if (stack.limits.isStrict) progress.line(`with all limits of AWS, and faults by seed ${stack.limits.seed}`);
    return await serve(stack, options, { output, progress, stop });
  } finally {
    for (const line of stack.limits.isStrict ? limitLines(stack.limits.counts()) : []) progress.line(line);
    progress.line('stopping; the data stays in the home folder');
    await stack.close();
  }
}

/** The stack, or undefined if a signal stopped its start: Ctrl-C also ends the synthesis, which then fails. */
async function startUnlessStopped(
  { home, port, verbose, limits, limitsSeed }: StartOptions,
  progress: Progress,
  stop: Promise<'stopped'>,
): Promise<LocalStack | undefined> {
  let isStopped = false;
  void stop.then(() => {
    isStopped = true;
  });
  const onPhase = (phase: string, isDone: boolean) => (isDone ? progress.line(phase) : progress.update(phase));
  return startLocalStack({ home, port, verbose, limits, limitsSeed, onPhase }).catch((cause: unknown) => {
    if (!isStopped) throw cause;
    return undefined;
  });
}

/**
 * Does the demo run unless `--serve` is set, then serves until it has to stop unless `--once` is set. A demo run that
 * fails does not end the server: what was uploaded can be looked at, and mended.
 * @returns the exit code
 */
async function serve(stack: LocalStack, options: StartOptions, surroundings: Surroundings): Promise<number> {
  const { output, progress, stop } = surroundings;
  let exitCode = 0;
  const job = (options.serve ? showServing(stack, options, output) : runAndReport(stack, options, surroundings)).catch(
    (cause: unknown) => {
      exitCode = writeFailure(output.stderr, cause, CONTEXT);
    },
  );
  const outcome = await Promise.race([job.then(() => 'done' as const), stop]);
  if (outcome === 'stopped') return options.once ? EXIT_CODES.interrupted : 0;
  if (options.once) return exitCode;
  if (!options.serve) progress.line(`\nserving on ${stack.url}; press Ctrl-C to stop`);
  await stop;
  return exitCode;
}

/** Says where the stored data is served. */
async function showServing(
  { url }: LocalStack,
  { json, home }: StartOptions,
  { stdout, stderr }: Output,
): Promise<void> {
  if (json) stdout.write(`${JSON.stringify({ url, console: `${url}/`, home })}\n`);
  else stderr.write(`console: ${paint(stderr, 'accent', `${url}/`)}\n`);
}

/** Does the demo run and prints its result: for people, and with --json for programs. */
async function runAndReport(
  stack: LocalStack,
  options: StartOptions,
  { output, progress }: Surroundings,
): Promise<void> {
  const folder = options.data ?? writeFilmSample(options.home);
  const result = await runDemo(stack, folder, progress);
  const titles = await readTitles(folder);
  const next = options.once ? { url: urlOf(options), restart: restartCommand(options) } : { url: stack.url };
  const stream = options.json ? output.stderr : output.stdout;
  for (const line of await renderDemo(stack.url, result, titles, next, stream)) stream.write(`${line}\n`);
  if (!options.json) return;
  const { judged, run, ...rest } = result;
  const { metrics = {}, baselines = {} } = judged ?? {};
  const promoted = run?.promoted === true;
  output.stdout.write(`${JSON.stringify({ ...rest, promoted, metrics, baselines })}\n`);
}
