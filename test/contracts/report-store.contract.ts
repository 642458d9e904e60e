import { describe, expect, it } from 'vitest';
import type { ReportStore } from '../../lambdas/ports/report-store.ts';

const TYPE = 'application/x-ndjson';

async function* chunksOf(...chunks: string[]): AsyncGenerator<string, void, void> {
  yield* chunks;
}

async function* failingAfter(...chunks: string[]): AsyncGenerator<string, void, void> {
  yield* chunks;
  throw new Error('the source failed');
}

/** Chunks that make a report of several parts, were it uploaded in parts. */
const longChunks = Array.from({ length: 20 }, (_, index) => `${index} ü ${'x'.repeat(1_000_000)}\n`);

/** The tests that every report store must pass. @param makeStore An empty store. */
export function describeReportStore(name: string, makeStore: () => Promise<ReportStore>): void {
  describe(`${name} as a ReportStore`, () => {
    it('returns the text that was written, and undefined for another key', async () => {
      const store = await makeStore();
      await store.write('rejects/a b+ü.jsonl', chunksOf('one\n', '', 'zwölf\n'), TYPE);
      expect(await store.read('rejects/a b+ü.jsonl')).toBe('one\nzwölf\n');
      expect(await store.read('rejects/b.jsonl')).toBeUndefined();
    });

    it('stores an empty report', async () => {
      const store = await makeStore();
      await store.write('rejects/a.jsonl', chunksOf(), TYPE);
      expect(await store.read('rejects/a.jsonl')).toBe('');
    });

    it('joins characters that are cut between chunks', async () => {
      const store = await makeStore();
      await store.write('rejects/a.jsonl', chunksOf('a\ud83d', '\ude00b'), TYPE);
      expect(await store.read('rejects/a.jsonl')).toBe('a\u{1f600}b');
    });

    it('replaces a report of the same key', async () => {
      const store = await makeStore();
      await store.write('rejects/a.jsonl', chunksOf('one'), TYPE);
      await store.write('rejects/a.jsonl', chunksOf('two'), TYPE);
      expect(await store.read('rejects/a.jsonl')).toBe('two');
    });

    it('stores reports of many megabytes', async () => {
      const store = await makeStore();
      await store.write('rejects/long.jsonl', chunksOf(...longChunks), TYPE);
      expect((await store.read('rejects/long.jsonl')) === longChunks.join('')).toBe(true);
    });

    it.each([
      ['short', ['one']],
      ['long', longChunks],
    ])('stores nothing when the source of a %s report fails', async (_length, chunks) => {
      const store = await makeStore();
      const writing = store.write('rejects/a.jsonl', failingAfter(...chunks), TYPE);
      await expect(writing).rejects.toThrow('the source failed');
      expect(await store.read('rejects/a.jsonl')).toBeUndefined();
    });

    it('does not change a report when the source of its replacement fails', async () => {
      const store = await makeStore();
      await store.write('rejects/a.jsonl', chunksOf('one'), TYPE);
      const writing = store.write('rejects/a.jsonl', failingAfter(...longChunks), TYPE);
      await expect(writing).rejects.toThrow('the source failed');
      expect(await store.read('rejects/a.jsonl')).toBe('one');
    });
  });
}
