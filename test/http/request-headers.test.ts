import { describe, expect, it } from 'vitest';
import { computeETag, matchesETag, readIdempotencyKey } from '../../lambdas/http/request-headers.ts';

const uuid = '8e03978e-40d5-43dd-bc93-6894a57f9324';

describe('readIdempotencyKey', () => {
  it.each([
    [undefined, undefined],
    [`"${uuid}"`, uuid],
    [uuid, uuid],
    [` ${uuid} `, uuid],
    ['k', 'k'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('reads the header %j as %j', (header, key) => {
    expect(readIdempotencyKey(header)).toBe(key);
  });

  it.each(['', '""', '"', 'a b', 'a"b', 'schlüssel', 'x'.repeat(256), 'a\\b', 'a\nb'])(
    'rejects the header %j',
    (header) => {
      expect(() => readIdempotencyKey(header)).toThrow(expect.objectContaining({ code: 'invalid-idempotency-key' }));
    },
  );
});

describe('the entity tag of a product', () => {
  const tag = computeETag('2026-01-01T00:00:00.000Z#');

  it('is a quoted text that differs between revisions', () => {
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(computeETag('2026-01-01T00:00:00.001Z#')).not.toBe(tag);
  });

  it.each([
    [tag, true],
    [`"other", ${tag}`, true],
    ['*', true],
    [`W/${tag}`, false],
    ['"other"', false],
    [tag.slice(1, -1), false],
    ['', false],
  ])('matches If-Match %s: %s', (ifMatch, expected) => {
    expect(matchesETag(ifMatch, '2026-01-01T00:00:00.000Z#')).toBe(expected);
  });

  it('does not match any If-Match, not even *, if there is no product', () => {
    expect(matchesETag('*', undefined)).toBe(false);
  });
});
