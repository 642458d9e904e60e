import { Readable, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHECK_MILLISECONDS, PART_BYTES, PART_MILLISECONDS } from '../../../lambdas/stores/s3/body-pace.ts';
import { STALLED_MILLISECONDS, unlessStalled } from '../../../lambdas/stores/s3/stalled-body.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const turn = () => new Promise(setImmediate);

/** Reads a body as segments are read. */
const readAll = (body: Readable) =>
  unlessStalled(body, async (isAlive) => {
    let bytes = 0;
    const sink = new Writable({
      write(chunk: Uint8Array, _encoding, done) {
        isAlive(chunk.length);
        bytes += chunk.length;
        done();
      },
    });
    await pipeline(body, sink);
    return bytes;
  });

describe('a body', () => {
  it('is read to its end, however long that takes, while enough of it comes', async () => {
    const body = new Readable({ read() {} });
    const reading = readAll(body);
    for (let i = 0; i < 10; i++) {
      await turn();
      vi.advanceTimersByTime(STALLED_MILLISECONDS - 1);
      body.push(new Uint8Array(PART_BYTES));
    }
    body.push(null);
    expect(await reading).toBe(10 * PART_BYTES);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([10, 200, 1000, STALLED_MILLISECONDS - 1])(
    'is ended with a timeout if one byte comes each %d ms',
    async (milliseconds) => {
      const body = new Readable({ read() {} });
      const reading = expect(readAll(body)).rejects.toMatchObject({
        name: 'TimeoutError',
        message: `fewer than ${PART_BYTES} bytes of the answer came in ${PART_MILLISECONDS} ms`,
      });
      let waited = 0;
      for (; !body.destroyed && waited < 10 * PART_MILLISECONDS; waited += milliseconds) {
        body.push(new Uint8Array(1));
        await turn();
        vi.advanceTimersByTime(milliseconds);
        await turn();
      }
      expect(body.destroyed).toBe(true);
      await reading;
      expect(waited).toBeGreaterThanOrEqual(PART_MILLISECONDS);
      expect(waited).toBeLessThan(PART_MILLISECONDS + STALLED_MILLISECONDS);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('may take the pauses of its function: a process that does not run cannot take chunks', async () => {
    const body = new Readable({ read() {} });
    const reading = readAll(body);
    for (let invocation = 0; invocation < 10; invocation++) {
      await turn();
      // The clock goes on, and a timer that is due fires once.
      performance.now = (
        (now) => () =>
          now
      )(performance.now() + 60_000);
      body.push(new Uint8Array(1000));
      vi.advanceTimersToNextTimer();
      await turn();
    }
    body.push(null);
    expect(await reading).toBe(10_000);
  });

  it('is not ended if the rest of a part came at the last moment', async () => {
    const body = new Readable({ read() {} });
    const reading = readAll(body);
    body.push(new Uint8Array(1));
    await turn();
    vi.advanceTimersByTime(PART_MILLISECONDS / 2);
    body.push(new Uint8Array(1));
    await turn();
    vi.advanceTimersByTime(PART_MILLISECONDS / 2 + CHECK_MILLISECONDS);
    body.push(new Uint8Array(PART_BYTES));
    await turn();
    body.push(null);
    expect(await reading).toBe(PART_BYTES + 2);
  });

  it('is ended with a timeout if no chunk comes', async () => {
    const body = new Readable({ read() {} });
    const reading = readAll(body);
    body.push(new Uint8Array(7));
    await turn();
    vi.advanceTimersByTime(STALLED_MILLISECONDS);
    await expect(reading).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(body.destroyed).toBe(true);
  });

  it('tells of the silence, also if its reader fails in another way', async () => {
    const body = new Readable({ read() {} });
    const reading = unlessStalled(body, async () => {
      await finished(body).catch(() => {});
      throw new Error('the file is incomplete');
    });
    vi.advanceTimersByTime(STALLED_MILLISECONDS);
    await expect(reading).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('is ended at once by a signal that was given before', async () => {
    const body = new Readable({ read() {} });
    const reading = unlessStalled(body, () => pipeline(body, new Writable()), AbortSignal.abort());
    expect(body.destroyed).toBe(true);
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not ended if a chunk came while the process was too busy to see it', async () => {
    const body = new Readable({ read() {} });
    const reading = readAll(body);
    await turn();
    vi.advanceTimersByTime(STALLED_MILLISECONDS);
    body.push(new Uint8Array(7));
    await turn();
    body.push(null);
    expect(await reading).toBe(7);
  });

  it.each([
    ['time passes', () => void vi.advanceTimersByTime(STALLED_MILLISECONDS), { name: 'TimeoutError' }],
    [
      'the connection is lost',
      (body: Readable) => void body.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
      { code: 'ECONNRESET' },
    ],
  ])('fails alike before its reader listens: %s', async (_, happen, expected) => {
    const body = new Readable({ read() {} });
    const reading = unlessStalled(body, async () => {
      await turn();
      happen(body);
      await turn();
      await pipeline(body, new Writable());
    });
    await expect(reading).rejects.toMatchObject(expected);
  });
});
