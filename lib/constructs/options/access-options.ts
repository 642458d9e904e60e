import type { Node } from 'constructs';
import { type Scope, scopes } from '../../../lambdas/http/access/route-scopes.ts';
import { DeploymentOptionsError, readCount, readSwitch, readText } from './context-values.ts';

/** A JWT authorizer in place of IAM authorization. */
export interface JwtOptions {
  readonly issuer: string;
  readonly audience: readonly string[];
  /**
   * What stands before `read`, `write`, `train` and `admin` in the scopes of a token, such as `kindred/`. Context
   * `jwtScopePrefix`.
   * @default with `jwtScopes=false`, a token needs no scope
   */
  readonly scopePrefix?: string;
}

/** Requests a second that each route of a scope takes; bursts may be twice as large. */
export interface ThrottleOptions {
  /** 1 to 10,000. @default 200 */
  readonly readRequestsPerSecond: number;
  /** 1 to 10,000. @default 100 */
  readonly writeRequestsPerSecond: number;
  /** 1 to 10,000. @default 5: each request may start work of minutes */
  readonly trainRequestsPerSecond: number;
  /** 1 to 10,000. @default 5 */
  readonly adminRequestsPerSecond: number;
}

/** API Gateway's bound of a scope, with the longest name behind the prefix. */
const MAX_PREFIX_CHARACTERS = 64 - Math.max(...scopes.map((scope) => scope.length));
/** The characters of a scope in OAuth 2.0 (RFC 6749, section 3.3): printable ASCII without space, quote and backslash. */
const SCOPE_PREFIX = new RegExp(String.raw`^[\x21\x23-\x5b\x5d-\x7e]{0,${MAX_PREFIX_CHARACTERS}}$`);

/** The quota of an account and region: more could never be reached. */
const MAX_REQUESTS_PER_SECOND = 10_000;
const MAX_BURST = 5000;

/** @throws DeploymentOptionsError `incomplete-jwt`, `invalid-scope-prefix`, `unknown-choice` */
export function readJwt(node: Node): JwtOptions | undefined {
  const issuer = readText(node, 'jwtIssuer');
  const audience = (readText(node, 'jwtAudience') ?? '').split(',').filter((entry) => entry !== '');
  const scopePrefix = readScopePrefix(node);
  if (!issuer && audience.length === 0) {
    if (!scopePrefix) return undefined;
    const detail = `jwtScopePrefix is "${scopePrefix}" without jwtIssuer and jwtAudience; give them, or leave it out`;
    throw new DeploymentOptionsError('incomplete-jwt', detail);
  }
  if (issuer?.startsWith('https://') && audience.length > 0)
    return { issuer, audience, ...(scopePrefix !== undefined && { scopePrefix }) };
  throw new DeploymentOptionsError(
    'incomplete-jwt',
    `jwtIssuer is "${issuer ?? ''}" and jwtAudience [${audience.join(', ')}]; ` +
      'give an https:// issuer and at least one audience, or neither',
  );
}

/** Undefined if tokens need no scope. */
function readScopePrefix(node: Node): string | undefined {
  const prefix = readText(node, 'jwtScopePrefix') ?? '';
  const fault = (detail: string) =>
    new DeploymentOptionsError('invalid-scope-prefix', `jwtScopePrefix is ${JSON.stringify(prefix)}, ${detail}`);
  if (!SCOPE_PREFIX.test(prefix)) {
    const characters = `at most ${MAX_PREFIX_CHARACTERS} printable ASCII characters without space, " and \\`;
    throw fault(`expected ${characters}, such as kindred/`);
  }
  if (readSwitch(node, 'jwtScopes', true)) return prefix;
  if (prefix !== '') throw fault('although jwtScopes is false; leave one of them out');
  return undefined;
}

/** @throws DeploymentOptionsError `invalid-count` */
export function readThrottleOptions(node: Node): ThrottleOptions {
  const read = (name: keyof ThrottleOptions, byDefault: number) =>
    readCount(node, name, byDefault, [1, MAX_REQUESTS_PER_SECOND]);
  return {
    readRequestsPerSecond: read('readRequestsPerSecond', 200),
    writeRequestsPerSecond: read('writeRequestsPerSecond', 100),
    trainRequestsPerSecond: read('trainRequestsPerSecond', 5),
    adminRequestsPerSecond: read('adminRequestsPerSecond', 5),
  };
}

/** The settings of a route of this scope, as CloudFormation names them. */
export function throttleOf(scope: Scope, options: ThrottleOptions) {
  const rate = options[`${scope}RequestsPerSecond`];
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: Math.min(2 * rate, MAX_BURST) };
}
