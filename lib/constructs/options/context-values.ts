import type { Node } from 'constructs';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';
import { MAX_FUNCTION_MEGABYTES } from '../../../lambdas/shared/lambda-limits.ts';

type DeploymentOptionsErrorCode =
  | 'unknown-stage'
  | 'incomplete-jwt'
  | 'invalid-scope-prefix'
  | 'invalid-training-config'
  | 'invalid-memory'
  | 'invalid-seconds'
  | 'invalid-count'
  | 'invalid-share'
  | 'invalid-search'
  | 'unknown-choice'
  | 'invalid-origin'
  | 'not-text'
  | 'invalid-schedule'
  | 'invalid-key'
  | 'invalid-table'
  | 'invalid-text-model';

/** Thrown while the app is built, for a value of the CDK context that cannot be used. */
export class DeploymentOptionsError extends CodedError<DeploymentOptionsErrorCode> {
  constructor(code: DeploymentOptionsErrorCode, message: string, options?: ErrorOptions) {
    super(code, `deployment options: ${message}`, options);
  }
}

/** A text of the context; undefined if it is absent or empty. @throws DeploymentOptionsError `not-text` */
export function readText(node: Node, name: string): string | undefined {
  const value: unknown = node.tryGetContext(name);
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new DeploymentOptionsError('not-text', `${name} is ${JSON.stringify(value)}, expected text`);
}

/** An origin as browsers send it: without a path. */
const ORIGIN = /^https?:\/\/[^\s/*]*\*?[^\s/*]+$/;

/** Comma-separated origins of web pages, or `*`; none by default. @throws DeploymentOptionsError `invalid-origin` */
export function readOrigins(node: Node, name: string): string[] {
  const origins = (readText(node, name) ?? '').split(',').map((origin) => origin.trim());
  const given = origins.filter((origin) => origin !== '');
  const bad = given.find((origin) => origin !== '*' && !ORIGIN.test(origin));
  if (bad === undefined) return given;
  throw new DeploymentOptionsError(
    'invalid-origin',
    `${name} has "${bad}", expected an origin such as https://admin.example.com: scheme and host, no path`,
  );
}

/** One of several texts; the first one by default. @throws DeploymentOptionsError `code` */
export function readChoice<Choice extends string>(
  node: Node,
  name: string,
  choices: readonly [Choice, ...Choice[]],
  code: DeploymentOptionsErrorCode,
): Choice {
  const value = readText(node, name) ?? choices[0];
  const choice = choices.find((known) => known === value);
  if (choice) return choice;
  throw new DeploymentOptionsError(code, `${name} is "${value}", expected one of ${choices.join(', ')}`);
}

/** `true` or `false`. @throws DeploymentOptionsError `unknown-choice` */
export function readSwitch(node: Node, name: string, isOnByDefault: boolean): boolean {
  const choices = isOnByDefault ? (['true', 'false'] as const) : (['false', 'true'] as const);
  return readChoice(node, name, choices, 'unknown-choice') === 'true';
}

/** A size in megabytes, `minMegabytes` to 10,240. @throws DeploymentOptionsError `invalid-memory` */
export function readMegabytes(node: Node, name: string, defaultMegabytes: number, minMegabytes = 128): number {
  const value: unknown = node.tryGetContext(name) ?? defaultMegabytes;
  const megabytes = Number(value);
  if (Number.isInteger(megabytes) && megabytes >= minMegabytes && megabytes <= MAX_FUNCTION_MEGABYTES) return megabytes;
  throw new DeploymentOptionsError(
    'invalid-memory',
    `${name} is ${String(value)}, expected an integer of ${minMegabytes} to ${MAX_FUNCTION_MEGABYTES}`,
  );
}

const MAX_SECONDS = 24 * 60 * 60;

/** A time in whole seconds, 0 to 86,400. @throws DeploymentOptionsError `invalid-seconds` */
export function readSeconds(node: Node, name: string, defaultSeconds: number): number {
  const value: unknown = node.tryGetContext(name) ?? defaultSeconds;
  const seconds = String(value).trim() === '' ? Number.NaN : Number(value);
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
  throw new DeploymentOptionsError(
    'invalid-seconds',
    `${name} is ${JSON.stringify(value)}, expected an integer of 0 to ${MAX_SECONDS}`,
  );
}

/** A whole number, `least` to `most`. @throws DeploymentOptionsError `invalid-count` */
export function readCount(node: Node, name: string, defaultCount: number, [least, most]: [number, number]): number {
  const value: unknown = node.tryGetContext(name) ?? defaultCount;
  const count = Number(value);
  if (Number.isInteger(count) && count >= least && count <= most) return count;
  const detail = `${name} is ${JSON.stringify(value)}, expected an integer of ${least} to ${most}`;
  throw new DeploymentOptionsError('invalid-count', detail);
}

/** A share, 0 to 1. @throws DeploymentOptionsError `invalid-share` */
export function readShare(node: Node, name: string, defaultShare: number): number {
  const value: unknown = node.tryGetContext(name) ?? defaultShare;
  const share = String(value).trim() === '' ? Number.NaN : Number(value);
  if (share >= 0 && share <= 1) return share;
  const detail = `${name} is ${JSON.stringify(value)}, expected a number of 0 to 1, such as 0.01 for one in a hundred`;
  throw new DeploymentOptionsError('invalid-share', detail);
}

/** A JSON object, as compact JSON text; `{}` by default. @throws DeploymentOptionsError `invalid-training-config` */
export function readJsonObject(node: Node, name: string): string {
  const value = readText(node, name) ?? '{}';
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return JSON.stringify(parsed);
  } catch (cause) {
    throw new DeploymentOptionsError('invalid-training-config', `${name} is not JSON: ${value}`, { cause });
  }
  throw new DeploymentOptionsError('invalid-training-config', `${name} is ${value}, expected a JSON object`);
}
