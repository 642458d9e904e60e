import { describe, expect, it } from 'vitest';
import type { IdempotencyRecord, IdempotencyStore } from '../../lambdas/ports/idempotency-store.ts';
import { secondOf } from './samples.ts';

const record = (claim: string, answer?: IdempotencyRecord['answer']): IdempotencyRecord => ({
  id: 'request-1',
  requestSha256: 'ab'.repeat(32),
  claim,
  claimedUntil: secondOf(30),
  expiresAt: secondOf(59),
  ...(answer && { answer }),
});

/** What all idempotency stores keep to. @param makeStore An empty store. */
export function describeIdempotencyStore(name: string, makeStore: () => Promise<IdempotencyStore>): void {
  describe(`${name} as an IdempotencyStore`, () => {
    it('returns a record as it was written, with and without an answer', async () => {
      const store = await makeStore();
      expect(await store.get('request-1')).toBeUndefined();
      expect(await store.put(record('a'), undefined)).toBe('written');
      expect(await store.get('request-1')).toEqual(record('a'));
      const answered = record('a', { modelVersion: 'm-1', parent: null, losses: [0.5, 0.25] });
      expect(await store.put(answered, 'a')).toBe('written');
      expect(await store.get('request-1')).toEqual(answered);
    });

    it('replaces a record only if it has the named claim', async () => {
      const store = await makeStore();
      expect(await store.put(record('a'), 'b')).toBe('conflict');
      expect(await store.get('request-1')).toBeUndefined();
      await store.put(record('a'), undefined);
      expect(await store.put(record('b'), undefined)).toBe('conflict');
      expect(await store.put(record('b'), 'c')).toBe('conflict');
      expect(await store.get('request-1')).toEqual(record('a'));
      expect(await store.put(record('b'), 'a')).toBe('written');
      expect(await store.put(record('a', {}), 'a')).toBe('conflict');
    });

    it.each([undefined, 'first'])(
      'lets exactly one of 20 concurrent callers claim a request (over %s)',
      async (over) => {
        const store = await makeStore();
        if (over !== undefined) await store.put(record(over), undefined);
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, index) => store.put(record(`racer-${index}`), over)),
        );
        expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
        expect((await store.get('request-1'))?.claim).toBe(`racer-${outcomes.indexOf('written')}`);
      },
    );
  });
}
