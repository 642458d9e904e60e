import { describe, expect, it, vi } from 'vitest';
import { fullJitter, retry } from '../../lambdas/shared/retry.ts';

/** A backoff that notes its waits instead of waiting. */
function notedBackoff(attempts: number) {
  const waits: number[] = [];
  return { waits, backoff: { attempts, wait: async (failures: number) => void waits.push(failures) } };
}

const exhausted = (failures: number) => new Error(`failed ${failures} times`);

describe('retry', () => {
  it('returns the first result without a wait', async () => {
    const { waits, backoff } = notedBackoff(3);
    expect(await retry(async () => 'done', { backoff, exhausted })).toBe('done');
    expect(waits).toEqual([]);
  });

  it('waits after each failed attempt, with the number of failures', async () => {
    const { waits, backoff } = notedBackoff(4);
    const results = [undefined, undefined, 'done'];
    expect(await retry(async () => results.shift(), { backoff, exhausted })).toBe('done');
    expect(waits).toEqual([1, 2]);
  });

  it('throws the error of the caller after the last attempt, without a further wait', async () => {
    const { waits, backoff } = notedBackoff(3);
    await expect(retry(async () => undefined, { backoff, exhausted })).rejects.toThrow('failed 3 times');
    expect(waits).toEqual([1, 2]);
  });

  it('ends before a wait when the caller allows no further attempt', async () => {
    const { waits, backoff } = notedBackoff(3);
    const mayRetry = () => false;
    await expect(retry(async () => undefined, { backoff, exhausted, mayRetry })).rejects.toThrow('failed 1 times');
    expect(waits).toEqual([]);
  });

  it('throws the error of an attempt at once', async () => {
    const { waits, backoff } = notedBackoff(3);
    const attempt = () => Promise.reject(new TypeError('broken'));
    await expect(retry(attempt, { backoff, exhausted })).rejects.toThrow(TypeError);
    expect(waits).toEqual([]);
  });
});

describe('fullJitter', () => {
  it.each([
    [1, 50],
    [2, 100],
    [5, 800],
    [20, 5_000],
  ])('waits a random share of a doubling bound: after failure %i a share of %i ms', async (failures, boundMs) => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    try {
      let isOver = false;
      const waiting = fullJitter()
        .wait(failures)
        .then(() => {
          isOver = true;
        });
      await vi.advanceTimersByTimeAsync(boundMs / 2 - 1);
      expect(isOver).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(isOver).toBe(true);
      await waiting;
    } finally {
      vi.restoreAllMocks();
      vi.useRealTimers();
    }
  });

  it('uses the attempts, the first bound, the random numbers and the timer of its options', async () => {
    const waits: number[] = [];
    const backoff = fullJitter({
      attempts: 4,
      baseMilliseconds: 20,
      random: () => 0.75,
      sleep: async (milliseconds) => waits.push(milliseconds),
    });
    for (const failures of [1, 2, 3, 20]) await backoff.wait(failures);
    expect({ attempts: backoff.attempts, waits }).toEqual({ attempts: 4, waits: [15, 30, 60, 3750] });
  });
});
