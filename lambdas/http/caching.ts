import { sha256Hex } from '../shared/sha256.ts';
import type { HttpRequest } from './http-request.ts';
import type { HttpResponse } from './http-response.ts';
import { readEntityTags } from './request-headers.ts';

/** `Cache-Control` of an answer that nobody may keep. */
export const NOT_KEPT = 'no-store';
/** `Cache-Control` of an answer that its caller may keep, but must check before each use. */
const CHECKED_EACH_TIME = 'private, no-cache';
/** The gateway adds headers by the origin of a page. */
const ORIGIN = 'origin';

/**
 * `Cache-Control` of an answer that its caller may use for a time without asking again. Shared caches may not keep it: they
 * would give it to callers without credentials.
 * @param seconds Rounded down; below 1, the caller must check before each use.
 */
export function keptFor(seconds: number): string {
  return seconds < 1 ? CHECKED_EACH_TIME : `private, max-age=${Math.floor(seconds)}`;
}

/** A weak entity tag: the same for answers that say the same. @param content What the answer says. */
export function computeWeakETag(content: string): string {
  return `W/"${sha256Hex(content).slice(0, 32)}"`;
}

/**
 * Adds what caches need to a response (RFC 9110, RFC 9111). The answer of a GET gets `ETag` and `Vary`, and is status 304
 * without a body if `If-None-Match` has its tag. All others, and those that an operation excludes, are `no-store`.
 * @param response It may have its own `ETag` and `Cache-Control`; by default the tag is a hash of its body.
 */
export function addCaching(request: HttpRequest, response: HttpResponse): HttpResponse {
  const isKept = request.method === 'GET' && response.statusCode === 200;
  const control = response.headers['cache-control'] ?? (isKept ? CHECKED_EACH_TIME : NOT_KEPT);
  const headers: HttpResponse['headers'] = { ...response.headers, 'cache-control': control };
  if (!isKept || control === NOT_KEPT) return { ...response, headers };
  const etag = headers.etag ?? computeWeakETag(response.body);
  const vary = headers.vary === undefined ? ORIGIN : `${headers.vary}, ${ORIGIN}`;
  const tagged = { ...response, headers: { ...headers, etag, vary } };
  return hasTag(request.header('if-none-match'), etag) ? toNotModified(tagged) : tagged;
}

/** By weak comparison (RFC 9110, section 13.1.2): whether a tag is weak does not matter. */
function hasTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const withoutWeakness = (tag: string) => tag.replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || readEntityTags(ifNoneMatch).map(withoutWeakness).includes(withoutWeakness(etag));
}

/** What a kept answer needs from a new one (RFC 9110, section 15.4.5). */
const OF_NOT_MODIFIED: ReadonlySet<string> = new Set(['cache-control', 'etag', 'vary', 'x-request-id']);

function toNotModified({ headers }: HttpResponse): HttpResponse {
  const needed = Object.entries(headers).filter(([name]) => OF_NOT_MODIFIED.has(name));
  return { statusCode: 304, headers: Object.fromEntries(needed), body: '', isBase64Encoded: false };
}
