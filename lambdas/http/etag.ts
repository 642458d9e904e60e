import { sha256Hex } from '../shared/sha256.ts';

/** The entity tag of a product: its revision, hashed and quoted. */
export function etagOf(revision: string): string {
  return `"${sha256Hex(revision).slice(0, 32)}"`;
}

/**
 * Whether `If-Match` lets the write happen (RFC 9110, section 13.1.1): `*` takes any product that is there, weak tags
 * never match.
 * @param revision The stored revision, undefined when there is no product.
 */
export function matchesETag(ifMatch: string, revision: string | undefined): boolean {
  if (revision === undefined) return false;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.includes(etagOf(revision));
}
