import { describe, expect, it } from 'vitest';
import { idempotencyKey } from '../../lambdas/http/idempotency-key.ts';

const uuid = '8e03978e-40d5-43dd-bc93-6894a57f9324';

describe('the idempotency key', () => {
  it.each([
    [undefined, undefined],
    [`"${uuid}"`, uuid],
    [uuid, uuid],
    [` ${uuid} `, uuid],
    ['k', 'k'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('of %j is %j', (header, key) => {
    expect(idempotencyKey(header)).toBe(key);
  });

  it.each(['', '""', '"', 'a b', 'a"b', 'schlüssel', 'x'.repeat(256), 'a\\b', 'a\nb'])('is not %j', (header) => {
    expect(() => idempotencyKey(header)).toThrow(expect.objectContaining({ code: 'invalid-idempotency-key' }));
  });
});
