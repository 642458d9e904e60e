import type { Authorize, OutgoingRequest } from './authorization.ts';

/** Credentials of an IAM role or user. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string | undefined;
}

/** How requests are signed. */
export interface SigningOptions {
  /** Such as `eu-central-1`. */
  readonly region: string;
  /** The credentials, or a function that returns valid ones, such as a provider of the AWS SDK. */
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
  /** @default `execute-api`, which is API Gateway */
  readonly service?: string;
  /** The time of the signature. @default the clock */
  readonly now?: () => Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const encoder = new TextEncoder();

/**
 * Signs requests with AWS Signature Version 4, by Web Crypto alone. Signed are the host, the time, the session token, the
 * headers of the request and its body.
 */
export function signatureV4({
  region,
  credentials,
  service = 'execute-api',
  now = () => new Date(),
}: SigningOptions): Authorize {
  return async (request) => {
    const keys = typeof credentials === 'function' ? await credentials() : credentials;
    const time = now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, '');
    const scope = [time.slice(0, 8), region, service, 'aws4_request'];
    const added = { 'x-amz-date': time, ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }) };
    const headers = sortedEntries({ ...request.headers, host: request.url.host, ...added });
    const signed = headers.map(([name]) => name).join(';');
    const canonical = await canonicalRequest(request, headers, signed);
    const text = [ALGORITHM, time, scope.join('/'), await sha256(canonical)].join('\n');
    const signature = toHex(await hmac(await signingKey(keys.secretAccessKey, scope), text));
    const credential = `${keys.accessKeyId}/${scope.join('/')}`;
    const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signed}, Signature=${signature}`;
    return { ...added, authorization };
  };
}

async function canonicalRequest(
  { method, url, body }: OutgoingRequest,
  headers: readonly (readonly [string, string])[],
  signed: string,
): Promise<string> {
  // The path is encoded once more than it is sent, as every service but S3 expects it.
  const path = url.pathname.split('/').map(encode).join('/');
  const lines = headers.map(([name, value]) => `${name}:${value.trim().replaceAll(/\s+/g, ' ')}`);
  return [method, path, canonicalQuery(url), ...lines, '', signed, await sha256(body)].join('\n');
}

function canonicalQuery(url: URL): string {
  const pairs = [...url.searchParams].map(([name, value]) => [encode(name), encode(value)] as const);
  return pairs
    .sort(([a, one], [b, other]) => compare(a, b) || compare(one, other))
    .map((pair) => pair.join('='))
    .join('&');
}

function sortedEntries(headers: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(headers).sort(([a], [b]) => compare(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** By RFC 3986: only letters, digits and `-._~` stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

async function signingKey(secret: string, scope: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  let key = encoder.encode(`AWS4${secret}`);
  for (const part of scope) key = await hmac(key, part);
  return key;
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)));
}

async function sha256(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))));
}

function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
