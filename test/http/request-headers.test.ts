import { describe, expect, it } from 'vitest';
import { readIdempotencyKey } from '../../lambdas/http/request-headers.ts';

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
