import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PART_MILLISECONDS } from '../../../lambdas/stores/s3/body-pace.ts';
import { bytesOf, chunksOf, textOf } from '../../../lambdas/stores/s3/read-body.ts';
import { STALLED_MILLISECONDS } from '../../../lambdas/stores/s3/stalled-body.ts';
import { sourceFiles } from '../../support/architecture/source-files.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const turn = () => new Promise(setImmediate);

describe('a body', () => {
  it('may be read slowly: only the wait for its next chunk is limited', async () => {
    const chunks = [1, 2, 3].map((byte) => Uint8Array.of(byte));
    const read: Uint8Array[] = [];
    for await (const chunk of chunksOf(Readable.from(chunks))) {
      read.push(chunk);
      vi.advanceTimersByTime(10 * STALLED_MILLISECONDS);
      await turn();
    }
    expect(read).toEqual(chunks);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is ended once its next chunk does not come, after those that came', async () => {
    const body = new Readable({ read() {} });
    const chunks = chunksOf(body);
    body.push(Uint8Array.of(1));
    expect((await chunks.next()).value).toEqual(Buffer.of(1));
    const next = expect(chunks.next()).rejects.toMatchObject({ name: 'TimeoutError' });
    vi.advanceTimersByTime(STALLED_MILLISECONDS);
    await turn();
    expect(body.destroyed).toBe(true);
    await next;
  });

  it.each([10, 200, 4000])(
    'is ended if one byte of it comes each %d ms, with the time that its reader takes left out',
    async (milliseconds) => {
      const body = new Readable({ read() {} });
      const chunks = chunksOf(body);
      let waited = 0;
      const readAll = async () => {
        for await (const _ of chunks) vi.advanceTimersByTime(3 * PART_MILLISECONDS);
      };
      const reading = expect(readAll()).rejects.toMatchObject({ name: 'TimeoutError' });
      for (; !body.destroyed && waited < 10 * PART_MILLISECONDS; waited += milliseconds) {
        body.push(new Uint8Array(1));
        await turn();
        await turn();
        vi.advanceTimersByTime(milliseconds);
        await turn();
      }
      expect(body.destroyed).toBe(true);
      await reading;
      expect(waited).toBeGreaterThanOrEqual(PART_MILLISECONDS);
      expect(waited).toBeLessThan(2 * PART_MILLISECONDS);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('is ended if its reader stops early', async () => {
    const body = new Readable({ read() {} });
    body.push(Uint8Array.of(1));
    for await (const _ of chunksOf(body)) break;
    expect(body.destroyed).toBe(true);
  });

  it('is joined to bytes, or to a text whose letters are in two chunks', async () => {
    const text = new TextEncoder().encode('aü');
    const parts = () => Readable.from([text.slice(0, 2), text.slice(2)]);
    expect(await bytesOf(parts())).toEqual(text);
    expect(await textOf(parts())).toBe('aü');
    expect(await bytesOf(Readable.from([]))).toEqual(new Uint8Array(0));
  });

  it('is never read by the SDK, which would wait for ever', () => {
    const stores = sourceFiles(['lambdas/stores/s3']);
    expect(stores.length).toBeGreaterThan(15);
    expect(stores.filter(({ text }) => text.includes('.transformTo')).map(({ path }) => path)).toEqual([]);
  });
});
