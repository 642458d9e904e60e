import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The part of a request that a presigned URL signs. */
export interface PresignedRequest {
  readonly method: string;
  /** As it was sent, from the first `/`, with the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Whose signatures are right, and where. */
export interface SignatureRules {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** A refusal as S3 answers it. */
export interface S3Fault {
  readonly code: string;
  readonly message: string;
  readonly status: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SIGNATURE = 'X-Amz-Signature';
const NEEDED = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders'];
const MAX_EXPIRES_SECONDS = 604_800;
const MAX_SKEW_MILLISECONDS = 15 * 60_000;

/** Whether the query of a request has a signature. */
export function isPresigned(target: string): boolean {
  return queryOf(target).has(SIGNATURE);
}

/** A path may begin with two slashes, which a URL would take for a host. */
function queryOf(target: string): URLSearchParams {
  return new URLSearchParams(target.split('?').slice(1).join('?'));
}

/**
 * Why S3 would refuse a presigned request, by Signature Version 4: its parameters, its time, headers that are not signed,
 * and the signature over the method, path, query and signed headers. Undefined if it is valid.
 */
export function findSignatureFault(
  request: PresignedRequest,
  rules: SignatureRules,
  now: Date = new Date(),
): S3Fault | undefined {
  const query = queryOf(request.target);
  const missing = NEEDED.find((name) => !query.has(name));
  if (missing !== undefined) return malformed(`the query has no ${missing}`);
  return (
    findScopeFault(query, rules) ??
    findTimeFault(query, now) ??
    findHeaderFault(query, request) ??
    findSignatureMismatch(query, request, rules)
  );
}

function findScopeFault(query: URLSearchParams, { accessKeyId, region }: SignatureRules): S3Fault | undefined {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) return malformed(`X-Amz-Algorithm is not ${ALGORITHM}`);
  const [keyId, ...scope] = query.get('X-Amz-Credential')!.split('/');
  if (keyId !== accessKeyId)
    return { code: 'InvalidAccessKeyId', message: `The access key ${keyId} does not exist.`, status: 403 };
  const expected = [query.get('X-Amz-Date')!.slice(0, 8), region, 's3', 'aws4_request'].join('/');
  return scope.join('/') === expected ? undefined : malformed(`the scope of X-Amz-Credential is not ${expected}`);
}

function findTimeFault(query: URLSearchParams, now: Date): S3Fault | undefined {
  const seconds = Number(query.get('X-Amz-Expires'));
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_EXPIRES_SECONDS)
    return malformed(`X-Amz-Expires is not 1 to ${MAX_EXPIRES_SECONDS}`);
  const date = query.get('X-Amz-Date')!;
  const start = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (Number.isNaN(start)) return malformed(`X-Amz-Date is ${date}`);
  if (start > now.getTime() + MAX_SKEW_MILLISECONDS) return denied('Request is not yet valid');
  return now.getTime() < start + seconds * 1000 ? undefined : denied('Request has expired');
}

function findHeaderFault(query: URLSearchParams, { headers }: PresignedRequest): S3Fault | undefined {
  const signed = signedHeaders(query);
  if (!signed.includes('host')) return malformed('X-Amz-SignedHeaders has no host');
  const unsigned = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signed.includes(name));
  return unsigned.length === 0
    ? undefined
    : denied(`There were headers present in the request which were not signed: ${unsigned.join(', ')}`);
}

function findSignatureMismatch(
  query: URLSearchParams,
  request: PresignedRequest,
  { secretAccessKey, region }: SignatureRules,
): S3Fault | undefined {
  const date = query.get('X-Amz-Date')!;
  const scope = [date.slice(0, 8), region, 's3', 'aws4_request'];
  const hash = createHash('sha256').update(canonicalRequest(query, request)).digest('hex');
  const key = scope.reduce<string | Buffer>((with_, part) => hmac(with_, part), `AWS4${secretAccessKey}`);
  const expected = hmac(key, [ALGORITHM, date, scope.join('/'), hash].join('\n'));
  const given = Buffer.from(query.get(SIGNATURE)!, 'hex');
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined;
  const message = 'The request signature we calculated does not match the signature you provided.';
  return { code: 'SignatureDoesNotMatch', message, status: 403 };
}

function canonicalRequest(query: URLSearchParams, { method, target, headers }: PresignedRequest): string {
  const path = target.split('?', 1)[0]!;
  const encodedPath = path.split('/').map((part) => encode(decodeURIComponent(part)));
  const pairs = [...query].filter(([name]) => name !== SIGNATURE).map(([name, value]) => [encode(name), encode(value)]);
  const sortedPairs = pairs.map((pair) => pair.join('=')).sort();
  const signed = signedHeaders(query);
  // A header that is signed but was not sent counts as empty, so that the signature differs.
  const lines = signed.map(
    (name) => `${name}:${[headers[name] ?? ''].flat().join(',').trim().replaceAll(/\s+/g, ' ')}`,
  );
  const payload = query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD';
  return [method, encodedPath.join('/'), sortedPairs.join('&'), ...lines, '', signed.join(';'), payload].join('\n');
}

function signedHeaders(query: URLSearchParams): string[] {
  return query.get('X-Amz-SignedHeaders')!.split(';');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** By RFC 3986: only letters, digits and `-._~` stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function malformed(message: string): S3Fault {
  return { code: 'AuthorizationQueryParametersError', message: `Error parsing the query: ${message}.`, status: 400 };
}

function denied(message: string): S3Fault {
  return { code: 'AccessDenied', message, status: 403 };
}
