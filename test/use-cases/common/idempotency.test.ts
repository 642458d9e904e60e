import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryIdempotencyStore } from '../../../lambdas/stores/memory/idempotency-store.ts';
import { answerIdempotently } from '../../../lambdas/use-cases/common/idempotency.ts';
import { UseCaseError } from '../../../lambdas/use-cases/common/use-case-error.ts';
import { TestClock } from '../../support/core/factories.ts';

let clock: TestClock;
let idempotency: MemoryIdempotencyStore;
let runs: number;

/** Counts its runs, and answers with the count. */
const counting = { run: async () => ({ answer: ++runs }), findDone: async () => undefined };
const failing = (cause: Error) => ({ ...counting, run: () => Promise.reject(cause) });
const ask = (
  text = 'a',
  work: Parameters<typeof answerIdempotently<{ answer: number }>>[2] = counting,
  key = 'key-1',
) => answerIdempotently({ idempotency, clock }, { operation: 'count', key, text }, work);

beforeEach(() => {
  clock = new TestClock();
  idempotency = new MemoryIdempotencyStore();
  runs = 0;
});

describe('answerIdempotently', () => {
  it('does the work once for a key, and returns the same answer again', async () => {
    expect(await ask()).toEqual({ answer: { answer: 1 }, replayed: false });
    expect(await ask()).toEqual({ answer: { answer: 1 }, replayed: true });
    expect(await ask('a', counting, 'key-2')).toEqual({ answer: { answer: 2 }, replayed: false });
  });

  it('refuses the key for another request', async () => {
    await ask('a');
    await expect(ask('b')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(runs).toBe(1);
  });

  it('frees the key after a day', async () => {
    await ask('a');
    clock.advance(24 * 3600 - 1);
    expect((await ask('a')).replayed).toBe(true);
    clock.advance(1);
    expect(await ask('b')).toEqual({ answer: { answer: 2 }, replayed: false });
  });

  it('does the work for one of 20 concurrent requests, and refuses the others with request-in-progress', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => ask()));
    expect(runs).toBe(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'request-in-progress' });
    }
  });

  it('frees the key if the request is refused, so that a corrected request can use it', async () => {
    await expect(ask('a', failing(new UseCaseError('step-too-large', 'no')))).rejects.toThrow('no');
    expect(await ask('b')).toEqual({ answer: { answer: 1 }, replayed: false });
  });

  it('holds the key after an unknown error, then searches for the result before it does the work again', async () => {
    await expect(ask('a', failing(new Error('lost')))).rejects.toThrow('lost');
    await expect(ask('a')).rejects.toMatchObject({ code: 'request-in-progress' });
    clock.advance(30);
    await expect(ask('b')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    const ids: string[] = [];
    const findDone = async (id: string) => {
      ids.push(id);
      return { answer: 77 };
    };
    expect(await ask('a', { ...counting, findDone })).toEqual({ answer: { answer: 77 }, replayed: false });
    expect(await ask('a')).toEqual({ answer: { answer: 77 }, replayed: true });
    expect({ runs, ids: ids.length }).toEqual({ runs: 0, ids: 1 });
  });

  it('does the work again if the interrupted attempt did nothing', async () => {
    await expect(ask('a', failing(new Error('lost')))).rejects.toThrow('lost');
    clock.advance(30);
    expect(await ask('a')).toEqual({ answer: { answer: 1 }, replayed: false });
  });

  it('does not do the work if its store fails', async () => {
    idempotency.get = () => Promise.reject(new Error('no store'));
    await expect(ask()).rejects.toThrow('no store');
    expect(runs).toBe(0);
  });

  it('returns the answer even if it cannot be stored', async () => {
    const put = idempotency.put.bind(idempotency);
    idempotency.put = async (record, over) => {
      if (record.answer) throw new Error('no store');
      return put(record, over);
    };
    expect(await ask()).toEqual({ answer: { answer: 1 }, replayed: false });
  });
});
