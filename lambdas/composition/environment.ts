import { CodedError } from '../core/errors/coded-error.ts';
import { environmentDefaults } from '../shared/environment-defaults.ts';

/** Thrown when a variable that a function needs is missing or invalid. */
class EnvironmentError extends CodedError<'missing-variable' | 'invalid-variable'> {
  readonly variable: string;

  constructor(code: 'missing-variable' | 'invalid-variable', variable: string, message: string) {
    super(code, `environment: ${variable} ${message}`);
    this.variable = variable;
  }
}

/** The value of a variable that must be set. @throws EnvironmentError `missing-variable` */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  throw new EnvironmentError(
    'missing-variable',
    name,
    'is not set, expected a name: the stack sets it on the function',
  );
}

/** A number, or its default. @throws EnvironmentError `invalid-variable` for anything but a number of at least 0 */
export function numberVariable(name: keyof typeof environmentDefaults): number {
  const value = process.env[name];
  if (value === undefined) return environmentDefaults[name];
  const seconds = value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected a number of at least 0`);
}

/** A JSON object; undefined if the variable is not set. @throws EnvironmentError `invalid-variable` */
export function objectVariable(name: string): Readonly<Record<string, unknown>> | undefined {
  const value = process.env[name];
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // The error below covers it, like any other value that is not an object.
  }
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected a JSON object`);
}

/** The function's memory in megabytes, as set by Lambda; undefined outside Lambda. @throws EnvironmentError `invalid-variable` */
export function memoryMegabytes(): number | undefined {
  const name = 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE';
  const value = process.env[name];
  if (value === undefined) return undefined;
  const megabytes = Number(value);
  if (Number.isInteger(megabytes) && megabytes > 0) return megabytes;
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected a whole number from 1`);
}

/**
 * Whether Lambda starts this environment in advance (provisioned concurrency): its start may then take minutes, and no request
 * waits for it.
 */
export function isStartedInAdvance(): boolean {
  return process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency';
}

/** One of the choices, the first one by default. @throws EnvironmentError `invalid-variable` */
export function choiceVariable<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
  const value = process.env[name];
  if (value === undefined) return choices[0];
  const choice = choices.find((known) => known === value);
  if (choice !== undefined) return choice;
  throw new EnvironmentError('invalid-variable', name, `is ${JSON.stringify(value)}, expected ${choices.join(' or ')}`);
}
