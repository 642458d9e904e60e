/**
 * The command line: trains, embeds, searches and judges on files, without AWS.
 * Results go to stdout, everything else to stderr.
 * Exit codes: 0 success, 1 the work failed, 2 bad usage or input.
 */
import { Command } from 'commander';
import { CodedError } from '../lambdas/core/errors/coded-error.ts';
import { errorText } from '../lambdas/core/errors/error-text.ts';
import { MiningError } from '../lambdas/core/hard-negatives/mining-options.ts';
import { ModelFileError } from '../lambdas/core/model/model-file-error.ts';
import { SafetensorsError } from '../lambdas/core/safetensors/safetensors-error.ts';
import { TrainingConfigError } from '../lambdas/core/training/config/training-error.ts';
import { FormatError } from '../lambdas/formats/format-record.ts';
import { UsageError, withUsageErrors } from '../lib/terminal/command-line.ts';
import { buildEmbedCommand } from './commands/embed-command.ts';
import { buildJudgeCommand } from './commands/judge-command.ts';
import { buildMineCommand } from './commands/mine-command.ts';
import { buildSimilarCommand } from './commands/similar-command.ts';
import { buildTrainCommand } from './commands/train-command.ts';

/** Every command, in the order of the help. */
const commands = [buildTrainCommand, buildEmbedCommand, buildSimilarCommand, buildJudgeCommand, buildMineCommand];

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

const badInputErrors = [UsageError, MiningError, TrainingConfigError, FormatError, ModelFileError, SafetensorsError];

function isBadInput(cause: unknown): boolean {
  return badInputErrors.some((family) => cause instanceof family);
}

// Unlike the signal's default action, `exit` runs the handlers that remove unfinished output files.
process.once('SIGINT', () => process.exit(EXIT_INTERRUPTED));

const program = new Command('kindred').description('Trains, embeds, searches and judges on files, without AWS.');
for (const command of commands) program.addCommand(command());

try {
  await withUsageErrors(program).parseAsync(process.argv.slice(2), { from: 'user' });
} catch (cause) {
  const message = errorText(cause);
  process.stderr.write(`kindred: ${cause instanceof CodedError ? cause.code : 'unexpected'}: ${message}\n`);
  process.exitCode = isBadInput(cause) ? EXIT_USAGE : EXIT_FAILED;
}
