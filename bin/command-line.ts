import { Command } from 'commander';
import { CodedError } from '../lambdas/core/errors/coded-error.ts';
import { errorText } from '../lambdas/core/errors/error-text.ts';
import { NotExplainableError } from '../lambdas/core/explain/not-explainable.ts';
import { MiningError } from '../lambdas/core/hard-negatives/mining-options.ts';
import { ModelFileError } from '../lambdas/core/model/model-file-error.ts';
import { SafetensorsError } from '../lambdas/core/safetensors/safetensors-error.ts';
import { TrainingConfigError } from '../lambdas/core/training/config/training-error.ts';
import { FormatError } from '../lambdas/formats/files/format-error.ts';
import { EXIT_CODES, isHelp, type Output, UsageError, withUsageErrors } from '../lib/terminal/command-line.ts';
import { buildEmbedCommand } from './commands/embed-command.ts';
import { buildExportCommand } from './commands/export-command.ts';
import { buildImportCommand } from './commands/import-command.ts';
import { buildJudgeCommand } from './commands/judge-command.ts';
import { buildMineCommand } from './commands/mine-command.ts';
import { buildQueryCommand } from './commands/query-command.ts';
import { buildSimilarCommand } from './commands/similar-command.ts';
import { buildSmokeCommand } from './commands/smoke-command.ts';
import { buildTrainCommand } from './commands/train-command.ts';

/** Every command, in the order of the help. */
const commands = [
  buildImportCommand,
  buildTrainCommand,
  buildEmbedCommand,
  buildExportCommand,
  buildSimilarCommand,
  buildQueryCommand,
  buildJudgeCommand,
  buildMineCommand,
  buildSmokeCommand,
];

const badInputErrors = [
  UsageError,
  MiningError,
  NotExplainableError,
  TrainingConfigError,
  FormatError,
  ModelFileError,
  SafetensorsError,
];

function isBadInput(cause: unknown): boolean {
  return badInputErrors.some((family) => cause instanceof family);
}

/**
 * Runs one command. Results go to stdout, everything else to stderr.
 * @returns the exit code: 0 success, 1 the work failed, 2 bad usage or input
 */
export async function runCommandLine(args: readonly string[], output: Output): Promise<number> {
  const program = new Command('kindred').description('Trains, embeds, searches and judges on files, without AWS.');
  for (const command of commands) program.addCommand(command(output));
  try {
    await withUsageErrors(program, output).parseAsync(args, { from: 'user' });
    return 0;
  } catch (cause) {
    if (isHelp(cause)) return 0;
    const code = cause instanceof CodedError ? cause.code : 'unexpected';
    output.stderr.write(`kindred: ${code}: ${errorText(cause)}\n`);
    return isBadInput(cause) ? EXIT_CODES.usage : EXIT_CODES.failed;
  }
}
