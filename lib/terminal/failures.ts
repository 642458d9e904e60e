import { debuglog, stripVTControlCharacters } from 'node:util';
import { CodedError } from '../../lambdas/core/errors/coded-error.ts';
import { errorText, toError } from '../../lambdas/core/errors/error-text.ts';
import { EXIT_CODES, UsageError } from './command-line.ts';
import { describeSystemError } from './system-errors.ts';
import { paint, type TextStream } from './text-stream.ts';

/** Why a command line ended: two lines for a person, a code for programs. */
interface Failure {
  readonly code: string;
  /** What is wrong, in one line. */
  readonly what: string;
  /** What to do. */
  readonly advice: string;
  readonly exitCode: number;
}

/** A family of errors that bad usage or input causes, and what to do if the message does not say it. */
export interface BadInput {
  readonly error: abstract new (...args: never[]) => Error;
  readonly advice: string;
}

/** Which errors a program expects. */
export interface FailureContext {
  /** What the lines begin with, such as `kindred`. */
  readonly program: string;
  /** The command that shows the help, such as `kindred train --help`. */
  readonly help: string;
  readonly badInput?: readonly BadInput[];
}

const SHOW_STACK = 'NODE_DEBUG=kindred';
const UNEXPECTED = `This is a fault of Kindred. Run it again with ${SHOW_STACK} for the stack trace, and report it.`;
const SEE_PAGE = 'docs/troubleshooting.md says more about errors of this kind.';

/**
 * Writes an error as two lines: what is wrong, and what to do. The stack trace is only shown with the variable
 * `NODE_DEBUG=kindred`.
 * @returns the exit code
 */
export function writeFailure(stream: TextStream, cause: unknown, context: FailureContext): number {
  const { code, what, advice, exitCode } = describeFailure(cause, context);
  stream.write(`${paint(stream, 'problem', `${context.program}: ${code}:`)} ${what}\n${advice}\n`);
  if (debuglog('kindred').enabled) stream.write(`${toError(cause).stack}\n`);
  return exitCode;
}

function describeFailure(cause: unknown, context: FailureContext): Failure {
  const system = describeSystemError(cause);
  if (system) return { ...system, exitCode: system.isBadInput ? EXIT_CODES.usage : EXIT_CODES.failed };
  // Messages of other programs, such as compilers, may have colours.
  const [first = '', ...more] = stripVTControlCharacters(errorText(cause)).trim().split('\n');
  const rest = more.join('\n').trim();
  const usage: BadInput = { error: UsageError, advice: `Run '${context.help}' to see what is expected.` };
  const family = [usage, ...(context.badInput ?? [])].find(({ error }) => cause instanceof error);
  if (cause instanceof CodedError) {
    const exitCode = family ? EXIT_CODES.usage : EXIT_CODES.failed;
    return { code: cause.code, what: first, advice: rest || (family?.advice ?? SEE_PAGE), exitCode };
  }
  return {
    code: 'unexpected',
    what: first,
    advice: rest ? `${rest}\n${UNEXPECTED}` : UNEXPECTED,
    exitCode: EXIT_CODES.failed,
  };
}
