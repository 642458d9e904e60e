import { Option } from 'commander';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { findFault } from '../../lambdas/core/settings/check-values.ts';
import { describeRule } from '../../lambdas/core/settings/setting.ts';
import { listIgnoredSettings } from '../../lambdas/core/training/config/ignored-settings.ts';
import {
  buildTrainingConfig,
  defaultTrainingConfig as defaults,
  type TrainingConfig,
} from '../../lambdas/core/training/config/training-config.ts';
import { trainingSettings } from '../../lambdas/core/training/config/training-settings.ts';
import { countAvailableThreads } from '../../lambdas/threads/worker-threads.ts';
import { numberOption, type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { readTextFile } from '../../lib/terminal/input-file.ts';

const { budgetSeconds } = trainingSettings;

/** The options of a command that decide the training configuration. */
export interface SettingOptions {
  readonly config?: string;
  /** Seconds. */
  readonly budget?: number;
  readonly seed?: number;
}

/** `--config`. */
export function configOption(): Option {
  return new Option('--config <file>', 'a JSON object with settings of the training configuration (default: {})');
}

/** `--budget`, with a sentence on what it limits. */
export function budgetOption(meaning: string): Option {
  const text = `${meaning} (default: that of --config, else ${defaults.budgetSeconds}s)`;
  return new Option('--budget <time>', text).argParser(parseSeconds);
}

/** `--seed`. */
export function seedOption(): Option {
  return numberOption('--seed <n>', `seed of all random numbers (default: that of --config, else ${defaults.seed})`, {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  });
}

/** No machine has use for more. */
const MAX_THREADS = 64;

/** `--threads`. */
export function threadsOption(): Option {
  const meaning = 'threads for the listwise steps; the bytes do not depend on it';
  const option = numberOption('--threads <n>', meaning, { min: 1, max: MAX_THREADS });
  return option.default(countAvailableThreads(), "the machine's processors");
}

/**
 * The settings of the file, overridden by options. Settings that nothing reads are named on stderr.
 * @param more Settings by other options
 * @throws UsageError for a file that is not JSON; TrainingConfigError for a setting
 */
export function resolveConfig(
  { config: file, budget, seed }: SettingOptions,
  more: Partial<TrainingConfig>,
  output: Output,
): TrainingConfig {
  const config = buildTrainingConfig({
    ...buildTrainingConfig(file === undefined ? {} : readJson(file)),
    ...more,
    ...(budget !== undefined && { budgetSeconds: budget }),
    ...(seed !== undefined && { seed }),
  });
  for (const { setting, values, because } of listIgnoredSettings(config)) {
    const which = values === undefined ? '' : ` for ${values.join(', ')}`;
    output.stderr.write(`the setting ${setting} has no effect${which}: ${because}\n`);
  }
  return config;
}

/** `90`, `90s` or `2m`. @throws UsageError */
function parseSeconds(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(s|m)?$/.exec(text) ?? [];
  if (digits === undefined)
    throw new UsageError('wrong-value', `--budget is ${text}, expected seconds or minutes, such as 60s or 2m`);
  const seconds = Number(digits) * (unit === 'm' ? 60 : 1);
  const isWrong = findFault({ budgetSeconds }, { budgetSeconds: seconds }) !== undefined;
  if (isWrong)
    throw new UsageError('wrong-value', `--budget is ${text}, expected seconds: ${describeRule(budgetSeconds.rule)}`);
  return seconds;
}

/** @throws UsageError for a file that does not exist or is not JSON */
function readJson(file: string): unknown {
  const text = readTextFile(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const expected = 'Write an object, such as {"epochs": 4}. docs/configuration.md lists the settings.';
    throw new UsageError('unreadable-input', `--config: ${file} is not JSON: ${errorText(cause)}\n${expected}`);
  }
}
