import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { NotExplainableError } from '../lambdas/core/explain/not-explainable.ts';
import { MiningError } from '../lambdas/core/hard-negatives/mining-options.ts';
import { ModelFileError } from '../lambdas/core/model/model-file-error.ts';
import { SafetensorsError } from '../lambdas/core/safetensors/safetensors-error.ts';
import { TrainingConfigError } from '../lambdas/core/training/config/training-error.ts';
import { FormatError } from '../lambdas/formats/files/format-error.ts';
import { isHelp, type Output, withUsageErrors } from '../lib/terminal/command-line.ts';
import { type BadInput, writeFailure } from '../lib/terminal/failures.ts';
import { escapedStream } from '../lib/terminal/text-stream.ts';
import { commandLoaders, loadCommands } from './commands/command-list.ts';

const BROKEN_MODEL = "Give a model that 'kindred train' wrote: copy it again, or train it again.";

/** What to do about errors of the input whose message does not say it. */
const badInput: readonly BadInput[] = [
  { error: MiningError, advice: "Run 'kindred mine --help' to see the ranges of the options." },
  { error: NotExplainableError, advice: 'Leave out --because, or give a model without a hidden layer.' },
  {
    error: TrainingConfigError,
    advice: 'Change it in the file of --config. docs/configuration.md lists all settings.',
  },
  { error: FormatError, advice: 'docs/data-formats.md says what a file may hold.' },
  { error: ModelFileError, advice: BROKEN_MODEL },
  { error: SafetensorsError, advice: BROKEN_MODEL },
];

/** The version of this package. */
function readVersion(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
}

/**
 * Runs one command. Results go to stdout, everything else to stderr.
 * @returns the exit code: 0 success, 1 the work failed, 2 bad usage or input
 */
export async function runCommandLine(given: readonly string[], streams: Output): Promise<number> {
  const output = { stdout: escapedStream(streams.stdout), stderr: escapedStream(streams.stderr) };
  const args = ofKnownCommand(given);
  const [name = ''] = args;
  const help = Object.hasOwn(commandLoaders, name) ? `kindred ${name} --help` : 'kindred --help';
  try {
    const program = new Command('kindred')
      .description('Trains, embeds, searches and judges on files, and runs the whole system, without AWS.')
      .version(readVersion(), '-V, --version', 'show the version')
      .helpCommand('help [command]', 'show the help of a command');
    for (const command of await loadCommands(args, output)) program.addCommand(command);
    await withUsageErrors(program, output).parseAsync(args, { from: 'user' });
    return 0;
  } catch (cause) {
    return isHelp(cause) ? 0 : writeFailure(output.stderr, cause, { program: 'kindred', help, badInput });
  }
}

/**
 * commander says of `help trian` that no command is given. Without `help` it proposes the nearest command. Other programs
 * show their version with `version`.
 */
function ofKnownCommand(args: readonly string[]): readonly string[] {
  const [first, name] = args;
  if (first === 'version' && name === undefined) return ['--version'];
  return first === 'help' && name !== undefined && !Object.hasOwn(commandLoaders, name) ? args.slice(1) : args;
}
