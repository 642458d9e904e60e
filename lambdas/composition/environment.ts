import { CodedError } from '../core/errors/coded-error.ts';
import { environmentDefaults } from '../shared/environment-defaults.ts';

/** Thrown when a function starts without a variable it needs, or with one that cannot be used. */
class EnvironmentError extends CodedError<'missing-variable' | 'invalid-variable'> {
  readonly variable: string;

  constructor(code: 'missing-variable' | 'invalid-variable', variable: string, message: string) {
    super(code, `environment: ${variable} ${message}`);
    this.variable = variable;
  }
}

/** @throws EnvironmentError `missing-variable` */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new EnvironmentError(
    'missing-variable',
    name,
    'is not set, expected a name: the stack sets it on the function',
  );
}

/** A variable in seconds, or its default. @throws EnvironmentError `invalid-variable` for anything but a number of at least 0 */
export function secondsVariable(name: keyof typeof environmentDefaults): number {
  const value = process.env[name];
  if (value === undefined) return environmentDefaults[name];
  const seconds = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected a number of at least 0`);
}

/** @throws EnvironmentError `invalid-variable` when it is set to anything but a JSON object */
export function objectVariable(name: string): Readonly<Record<string, unknown>> | undefined {
  const value = process.env[name];
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Told below, as any other value that is no object.
  }
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected a JSON object`);
}

/** The function's memory in megabytes, as Lambda tells it; undefined elsewhere. @throws EnvironmentError `invalid-variable` */
export function memoryMegabytes(): number | undefined {
  const name = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';
  const value = process.env[name];
  if (value === undefined) return undefined;
  const megabytes = Number(value);
  if (Number.isInteger(megabytes) && megabytes > 0) return megabytes;
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected a whole number from 1`);
}

/** One of some words, the first by default. @throws EnvironmentError `invalid-variable` */
export function choiceVariable<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
  const value = process.env[name];
  if (value === undefined) return choices[0];
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected ${choices.join(' or ')}`);
}
