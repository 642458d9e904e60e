import { type Command, Option } from 'commander';
import { CodedError } from '../../lambdas/core/errors/coded-error.ts';
import { errorText } from '../../lambdas/core/errors/error-text.ts';
import { type Authorize, bearerToken } from '../../lib/client/authorization.ts';
import { createClient, type KindredClient } from '../../lib/client/client.ts';
import { ConnectionError, GatewayError, ProblemError } from '../../lib/client/errors.ts';
import { signatureV4 } from '../../lib/client/sigv4.ts';
import { UsageError } from '../../lib/terminal/command-line.ts';

/** How a command reaches a deployment. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly token?: string;
  readonly region?: string;
}

/** The deployment did not do what a command asked for, and other options would not help. */
export class RemoteError extends CodedError<'unreachable' | 'not-authorized' | 'request-failed'> {}

/** Adds `--url` and its credentials. @param what What the URL is for. @param group The heading in the help. */
export function addConnectionOptions(command: Command, what: string, group: string): Command {
  const text = `${what}: the output ApiUrl of the stack, or http://127.0.0.1:3000`;
  command.addOption(new Option('--url <url>', text).argParser(parseUrl).helpGroup(group));
  command.hook('preAction', refuseUnusedCredentials);
  return addCredentialOptions(command, group);
}

/** Credentials without a deployment would be ignored. A token of the environment may be there for other commands. */
function refuseUnusedCredentials(_: Command, command: Command): void {
  const given = ['token', 'region'].find((name) => command.getOptionValueSource(name) === 'cli');
  if (given === undefined || command.getOptionValue('url') !== undefined) return;
  throw new UsageError(
    'missing-option',
    `--${given} is for a deployment, but --url is missing\nGive --url, or leave it out.`,
  );
}

/** Adds `--token` and `--region`. @param group The heading in the help. */
export function addCredentialOptions(command: Command, group: string): Command {
  const options = [
    new Option('--token <jwt>', 'the token of a deployment with a JWT issuer (default: AWS signatures)').env(
      'KINDRED_TOKEN',
    ),
    new Option('--region <region>', 'the region of AWS signatures (default: that of the URL, or AWS_REGION)'),
  ];
  for (const option of options) command.addOption(option.helpGroup(group));
  return command;
}

/** The address without a slash at its end. @throws UsageError */
export function parseUrl(text: string): string {
  if (/\/v1\/*$/.test(text))
    throw new UsageError('wrong-value', `--url is ${text}, expected the address of the API without /v1`);
  const { protocol = '', username, password } = URL.parse(text) ?? {};
  // Not repeated: a password would stay in logs.
  if (username || password)
    throw new UsageError(
      'wrong-value',
      '--url has a user name or a password, which the API does not take\nLeave them out. Give --token, or use AWS credentials.',
    );
  if (/^https?:$/.test(protocol) && !/[?#]/.test(text)) return text.replace(/\/+$/, '');
  throw new UsageError('wrong-value', `--url is ${text || '""'}, expected an address such as http://127.0.0.1:3000`);
}

/** Whether the deployment is the local stack, which asks for no credentials. */
export function isLocal(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

const LOCAL_POLL_MILLISECONDS = 250;
const POLL_MILLISECONDS = 2_000;

/** The time between two reads of a job of a deployment. */
export function pollMillisecondsOf(url: string): number {
  return isLocal(url) ? LOCAL_POLL_MILLISECONDS : POLL_MILLISECONDS;
}

/**
 * A client of the deployment: with the token if there is one, with AWS signatures otherwise, and without authorization on
 * this machine.
 * @throws UsageError if no region is known
 */
export function connect(options: ConnectionOptions & { readonly url: string }): KindredClient {
  const authorize = authorizationOf(options);
  return createClient({ url: options.url, ...(authorize && { authorize }) });
}

function authorizationOf(options: ConnectionOptions & { readonly url: string }): Authorize | undefined {
  const { url, token } = options;
  if (token) return bearerToken(token);
  if (isLocal(url)) return undefined;
  return signatureV4({ region: requireRegion(options), credentials: readCredentials });
}

/** The region of a deployment: as given, that of the URL, or that of the environment. */
export function findRegion({ url, region }: Pick<ConnectionOptions, 'region'> & { readonly url: string }) {
  return (
    region ?? /\.execute-api\.([a-z0-9-]+)\.amazonaws\./.exec(new URL(url).hostname)?.[1] ?? process.env.AWS_REGION
  );
}

/** @throws UsageError */
function requireRegion(options: Pick<ConnectionOptions, 'region'> & { readonly url: string }): string {
  const found = findRegion(options);
  if (found) return found;
  throw new UsageError('missing-option', `no region is known for ${options.url}\nGive --region, or --token for a JWT.`);
}

/** Credentials where the AWS SDK looks for them: environment, profile, single sign-on, role. @throws UsageError */
async function readCredentials() {
  // Loaded only when it is needed: it takes longer than all other code of a command.
  const { S3Client } = await import('@aws-sdk/client-s3');
  try {
    return await new S3Client({ region: 'us-east-1' }).config.credentials();
  } catch (cause) {
    throw new UsageError(
      'missing-option',
      `there are no AWS credentials: ${errorText(cause)}\nSet AWS_PROFILE, or give --token for a JWT.`,
      { cause },
    );
  }
}

/**
 * What a command reports for an error of the client: bad input where the request is wrong.
 * @returns the cause itself for any other error
 */
export function explainFailure(cause: unknown, url: string): unknown {
  if (cause instanceof ProblemError) return explainProblem(cause);
  if (cause instanceof ConnectionError)
    return new RemoteError('unreachable', `${url} does not answer: ${reasonOf(cause)}\nCheck --url.`, { cause });
  if (!(cause instanceof GatewayError)) return cause;
  const [code, advice] = explainStatus(cause.status);
  return new RemoteError(code, `${cause.message}\n${advice}`, { cause });
}

/** What an answer that is none of the API means. */
function explainStatus(status: number): readonly [RemoteError['code'], string] {
  // A success or a redirect of another server.
  if (status < 400) return ['unreachable', 'Check --url: another server answers there.'];
  if (status === 401 || status === 403) return ['not-authorized', 'Check the credentials: --token, or those of AWS.'];
  return ['request-failed', 'The log of the function has the cause.'];
}

function explainProblem(cause: ProblemError): Error {
  const { status, code, detail, cure, errors = [] } = cause.problem;
  const places = errors.map(({ pointer, parameter, detail: one }) => `${pointer ?? parameter}: ${one}`).join('; ');
  const text = `${code}: ${places || detail}\n${cure}`;
  const isWrong = [400, 404, 413, 415, 422].includes(status);
  return isWrong ? new UsageError('wrong-value', text, { cause }) : new RemoteError('request-failed', text, { cause });
}

/** `fetch` hides why a connection failed in the cause of its error. */
function reasonOf(error: ConnectionError): string {
  const { cause } = error;
  return errorText((cause instanceof Error && cause.cause) || cause);
}
