import { HttpProblem } from './problems.ts';

/** Printable ASCII without quotes and backslashes; a UUID is the common choice. */
const KEY = /^[\x21\x23-\x5b\x5d-\x7e]{1,255}$/;

/**
 * The key of the header `Idempotency-Key`: a quoted string as the draft has it (draft-ietf-httpapi-idempotency-key-header-07),
 * or the same without quotes.
 * @throws HttpProblem `invalid-idempotency-key`
 */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const key = /^".*"$/.test(text) ? text.slice(1, -1) : text;
  if (KEY.test(key)) return key;
  throw new HttpProblem('invalid-idempotency-key', `Idempotency-Key is ${JSON.stringify(header.slice(0, 300))}`);
}
