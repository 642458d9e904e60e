import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './command-error.ts';

/** Values of the options of a command line: text, or whether a flag is there. */
export type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** One verb of the command line. */
export interface Command {
  readonly summary: string;
  /** Shown by `--help`. */
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  run(values: OptionValues): Promise<void>;
}

/** @throws UsageError for an option that is unknown, or has no value. */
export function optionValues(command: Command, argv: readonly string[]): OptionValues {
  const help = { type: 'boolean', short: 'h' } as const;
  try {
    return parseArgs({ args: [...argv], options: { ...command.options, help } }).values as OptionValues;
  } catch (cause) {
    throw new UsageError('unknown-option', (cause as Error).message);
  }
}

/** @throws UsageError when the option is missing. */
export function required(values: OptionValues, name: string): string {
  const value = values[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError('missing-option', `--${name} is missing`);
}

/** @throws UsageError unless the option is a whole number in [min, max]. */
export function wholeNumber(values: OptionValues, name: string, otherwise: number, min: number, max: number): number {
  const value = values[name] ?? otherwise;
  const number = Number(value);
  if (value !== '' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw new UsageError('wrong-value', `--${name} is ${value}, expected a whole number in [${min}, ${max}]`);
}
