/** What the command lines of this project share, on top of commander: option builders, help and usage errors. */
import { type Command, CommanderError, Option } from 'commander';
import { CodedError } from '../../lambdas/core/errors/coded-error.ts';
import type { TextStream } from './text-stream.ts';

/** Where a command line writes: results to `stdout`, everything else to `stderr`. */
export interface Output {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
}

/** How a command line ends other than with success, which is 0. Every help lists them. */
export const EXIT_CODES = {
  /** The work failed. */
  failed: 1,
  /** Bad usage or input. */
  usage: 2,
  /** Ended by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

/** What every help ends with. */
const EXIT_CODES_HELP = `
Exit codes: 0 success, ${EXIT_CODES.failed} the work failed, ${EXIT_CODES.usage} bad usage or input,
            ${EXIT_CODES.interrupted} ended by Ctrl-C.`;

/** The width of helps where the terminal is wider: longer lines are hard to read. */
export const HELP_WIDTH = 80;

type UsageErrorCode =
  /** No command, or a command that does not exist. */
  | 'unknown-command'
  /** An option that does not exist, or an option without its value. */
  | 'unknown-option'
  /** More words than the command takes. */
  | 'unknown-argument'
  /** A word that the command needs. */
  | 'missing-argument'
  | 'missing-option'
  /** A value that the option does not accept. */
  | 'wrong-value'
  /** Options that exclude each other. */
  | 'exclusive-options'
  /** A file or folder that does not exist. */
  | 'missing-input'
  /** Several files where one is read. */
  | 'several-inputs'
  /** A file whose content does not have the expected format. */
  | 'unreadable-input'
  /** A file without a usable row. */
  | 'empty-input';

/**
 * Bad usage or input. The first line of the message says what is wrong, the second what to do: without one, the help of
 * the command is named. The process exits with `EXIT_CODES.usage`.
 */
export class UsageError extends CodedError<UsageErrorCode> {}

/** commander's error codes that are more than an unknown option. */
const CODES: Readonly<Record<string, UsageErrorCode>> = {
  'commander.help': 'unknown-command',
  'commander.unknownCommand': 'unknown-command',
  'commander.excessArguments': 'unknown-argument',
  'commander.missingArgument': 'missing-argument',
  'commander.conflictingOption': 'exclusive-options',
  'commander.invalidArgument': 'wrong-value',
};

const REQUIRED_GROUP = 'Required options:';
const HELP = new Option('-h, --help', 'show this help');

/** Values that an option accepts, both ends included. */
export interface OptionRange {
  readonly min: number;
  readonly max: number;
  /** @default true */
  readonly isWhole?: boolean;
}

/** An option that the command cannot run without. */
export function requiredOption(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(REQUIRED_GROUP);
}

/** An option whose value is a number; the help shows its range. */
export function numberOption(flags: string, description: string, range: OptionRange): Option {
  const max = range.max === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : range.max;
  const kind = range.isWhole === false ? 'a number' : 'a whole number';
  const option = new Option(flags, `${description}; ${kind}, ${range.min} to ${max}`);
  // `-k, --neighbours <n>` -> `-k, --neighbours`: either may have been typed.
  const name = flags.replace(/ [<[].*$/, '');
  return option.argParser((text: string) => numberIn(range, text, name));
}

/** @throws UsageError unless the text is a number within the range */
function numberIn({ min, max, isWhole = true }: OptionRange, text: string, name: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new UsageError('wrong-value', `${name} is ${text || '""'}, expected ${kind} in [${min}, ${max}]`);
}

/**
 * Makes a program and its commands throw where commander would exit: a UsageError, or after help an error for `isHelp`.
 * Help goes to `output.stdout`.
 */
export function withUsageErrors<Program extends Command>(program: Program, output: Output): Program {
  for (const command of [program, ...program.commands]) {
    command.addHelpOption(HELP);
    command.configureOutput({
      writeOut: (text) => output.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(HELP_WIDTH, output.stdout.columns || HELP_WIDTH),
      getOutHasColors: () => false,
    });
    command.addHelpText('after', EXIT_CODES_HELP);
    command.exitOverride((cause) => refuse(command, cause));
    const parseOptions = command.parseOptions.bind(command);
    command.parseOptions = (args) => {
      refuseOptionsAsValues(command, args);
      refuseEmptyValues(command, args);
      return parseOptions(args);
    };
  }
  // commander checks required options before unknown ones, and so would hide a misspelt name behind a missing option.
  program.hook('preAction', (_program, command) => checkRequired(command));
  return program;
}

/** True for the error that ends a command line after its help or its version was printed: the exit code is 0. */
export function isHelp(cause: unknown): boolean {
  return cause instanceof CommanderError && cause.exitCode === 0;
}

/** @throws UsageError; after help the given error */
function refuse(command: Command, cause: CommanderError): never {
  if (isHelp(cause)) throw cause;
  const { code, message } = cause;
  const problem =
    code === 'commander.help' ? 'no command given' : message.replace(/^error: /, '').replaceAll('\n', ' ');
  throw new UsageError(CODES[code] ?? 'unknown-option', withHint(command, problem));
}

/** A dash and more, but not a negative number: the range of its option decides on that. */
const LOOKS_LIKE_OPTION = /^-(?!\.?\d).+/s;

/**
 * commander takes the argument after an option as its value, also if that argument is an option or a misspelt one:
 * `--out --json` would write to a file `--json`. Only `--out=--json` may mean that.
 * @throws UsageError `unknown-option`
 */
function refuseOptionsAsValues(command: Command, args: readonly string[]): void {
  for (let i = 0; i + 1 < args.length && args[i] !== '--'; i++) {
    const option = findOption(command, args[i]!);
    if (!option?.required) continue;
    const value = args[++i]!;
    if (!LOOKS_LIKE_OPTION.test(value)) continue;
    const problem = `${option.long} has no value before ${value}: add one, or write ${option.long}=${value}`;
    throw new UsageError('unknown-option', withHint(command, problem));
  }
}

/**
 * An empty value is that of an unset variable of the shell, as in `--model "$MODEL"`. Taken as a path it would mean the
 * working folder.
 * @throws UsageError `wrong-value`
 */
function refuseEmptyValues(command: Command, args: readonly string[]): void {
  const end = args.indexOf('--');
  const flags = args.slice(0, end < 0 ? args.length : end);
  const at = flags.findIndex((flag, i) => {
    const [name = '', ...value] = flag.split('=');
    const option = findOption(command, name);
    return option?.required && (value.length > 0 ? value.join('=') === '' : args[i + 1] === '');
  });
  if (at >= 0)
    throw new UsageError('wrong-value', withHint(command, `the value of ${flags[at]!.replace('=', '')} is empty`));
}

function findOption(command: Command, flag: string): Option | undefined {
  return [...command.options, HELP].find(({ long, short }) => flag === long || flag === short);
}

function checkRequired(command: Command): void {
  const missing = command.options.find(
    (option) => option.helpGroupHeading === REQUIRED_GROUP && !command.getOptionValue(option.attributeName()),
  );
  if (missing) throw new UsageError('missing-option', withHint(command, `${missing.long} is missing`));
}

/** Two lines: the problem, and where to read what is expected. */
export function withHint(command: Command, problem: string): string {
  const path = command.parent ? `${command.parent.name()} ${command.name()}` : command.name();
  const what = command.commands.length > 0 ? 'commands' : 'options';
  return `${problem}\nRun '${path} --help' to see the ${what}.`;
}
