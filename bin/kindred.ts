import { errorText } from '../lambdas/core/errors/error-text.ts';
/**
 * The command line: trains, embeds, searches and judges on files, without AWS. Results go to stdout, all else to stderr.
 * Exit codes: 0 done, 1 the work failed, 2 bad usage or input.
 */

import { MiningError } from '../lambdas/core/hard-negatives/mining-error.ts';
import { ModelFileError } from '../lambdas/core/model/model-file-error.ts';
import { SafetensorsError } from '../lambdas/core/safetensors/safetensors-error.ts';
import { TrainingConfigError, TrainingError } from '../lambdas/core/training/config/training-error.ts';
import { FormatError } from '../lambdas/formats/format-error.ts';
import { type Command, optionValues } from './commands/command.ts';
import { UsageError } from './commands/command-error.ts';
import { embedCommand } from './commands/embed-command.ts';
import { judgeCommand } from './commands/judge-command.ts';
import { mineCommand } from './commands/mine-command.ts';
import { similarCommand } from './commands/similar-command.ts';
import { trainCommand } from './commands/train-command.ts';

const commands: Readonly<Record<string, Command>> = {
  train: trainCommand,
  embed: embedCommand,
  similar: similarCommand,
  judge: judgeCommand,
  mine: mineCommand,
};

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

function usage(): string {
  const lines = Object.entries(commands).map(([name, command]) => `  ${name.padEnd(9)}${command.summary}`);
  return `kindred <command> [options]\n\n${lines.join('\n')}\n\nkindred <command> --help tells more.\n`;
}

async function main([name = '', ...argv]: readonly string[]): Promise<void> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(usage());
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw new UsageError('unknown-command', `${name === '' ? 'no command' : `unknown command ${name}`}\n\n${usage()}`);
  const values = optionValues(command, argv);
  if (values.help) process.stdout.write(command.usage);
  else await command.run(values);
}

function isBadInput(cause: unknown): boolean {
  const families = [UsageError, MiningError, TrainingConfigError, FormatError, ModelFileError, SafetensorsError];
  return families.some((family) => cause instanceof family);
}

/** What programs can go by; undefined for what nobody foresaw. */
function codeOf(cause: unknown): string | undefined {
  const isKnown = isBadInput(cause) || cause instanceof TrainingError;
  return isKnown && cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}

// An exit, unlike a signal's own end, lets a command take its passing file along.
process.once('SIGINT', () => process.exit(EXIT_INTERRUPTED));

try {
  await main(process.argv.slice(2));
} catch (cause) {
  const message = errorText(cause);
  process.stderr.write(`kindred: ${codeOf(cause) ?? 'unexpected'}: ${message}\n`);
  process.exitCode = isBadInput(cause) ? EXIT_USAGE : EXIT_FAILED;
}
