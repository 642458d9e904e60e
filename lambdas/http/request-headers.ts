import { sha256Hex } from '../shared/sha256.ts';
import { HttpProblem } from './problems.ts';

/** The entity tag of a product: a hash of its revision, in quotes. */
export function computeETag(revision: string): string {
  return `"${sha256Hex(revision).slice(0, 32)}"`;
}

/**
 * Whether `If-Match` allows the write (RFC 9110, section 13.1.1): `*` allows every product that exists, weak tags never match.
 * @param revision The stored revision; undefined if there is no product.
 */
export function matchesETag(ifMatch: string, revision: string | undefined): boolean {
  if (revision === undefined) return false;
  return ifMatch.trim() === '*' || readEntityTags(ifMatch).includes(computeETag(revision));
}

/**
 * Whether the headers `If-Match` and `If-None-Match` allow a write; undefined without either. `If-None-Match: *` allows a
 * write only while there is no product; tags are compared weakly there (RFC 9110, section 13.1.2). A header that cannot be read
 * allows none: it was meant to protect something.
 */
export function readWriteCondition(
  header: (name: string) => string | undefined,
): ((revision: string | undefined) => boolean) | undefined {
  const [ifMatch, ifNoneMatch] = [header('if-match'), header('if-none-match')];
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  const strong = ifNoneMatch?.replaceAll('W/"', '"');
  return (revision) =>
    (ifMatch === undefined || matchesETag(ifMatch, revision)) &&
    (strong === undefined || (isReadable(strong) && !matchesETag(strong, revision)));
}

/** Whether a condition is `*`, or a list of one tag or more and nothing else. */
function isReadable(condition: string): boolean {
  if (condition.trim() === '*') return true;
  return readEntityTags(condition).length > 0 && condition.replaceAll(ENTITY_TAG, '').replaceAll(/[\s,]/g, '') === '';
}

/** An entity tag; it may hold commas. */
const ENTITY_TAG = /(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g;

/** The entity tags of a list (RFC 9110, section 8.8.3), in quotes; weak ones begin with `W/`. What is no tag is left out. */
export function readEntityTags(header: string): string[] {
  return header.match(ENTITY_TAG) ?? [];
}

/** Printable ASCII without quotes and backslashes; a UUID is the common choice. */
const IDEMPOTENCY_KEY = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/;

/**
 * The key of the header `Idempotency-Key`: a quoted string as in draft-ietf-httpapi-idempotency-key-header-07, or the same
 * without quotes. Undefined if there is no header.
 * @throws HttpProblem `invalid-idempotency-key`
 */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const key = /^".*"$/.test(text) ? text.slice(1, -1) : text;
  if (IDEMPOTENCY_KEY.test(key)) return key;
  throw new HttpProblem(
    'invalid-idempotency-key',
    `Idempotency-Key is ${JSON.stringify(header.slice(0, 300))}, expected 1 to 255 printable ASCII characters`,
  );
}
