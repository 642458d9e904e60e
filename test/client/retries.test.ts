import { describe, expect, it } from 'vitest';
import { ConnectionError, GatewayError, ProblemError } from '../../lib/client/errors.ts';
import { parseRetryAfter, type RetryOptions, systemClock, waitBeforeRetry } from '../../lib/client/retries.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const clock = { wait: async () => {}, random: () => 0.5, now: () => now };

/** The wait after a failed attempt with a status; a status of 0 is no answer. */
function waitAfter(
  status: number,
  more: { attempts?: number; retryAfter?: string; mayRepeat?: boolean; options?: RetryOptions } = {},
) {
  const { attempts = 1, retryAfter, mayRepeat = true, options = {} } = more;
  const request = { operation: 'findSimilar', attempts };
  const error = status === 0 ? new ConnectionError(request, 'reset') : new GatewayError(request, status, 'text');
  return waitBeforeRetry({ error, mayRepeat, ...(retryAfter && { retryAfter }) }, options, clock);
}

describe('waitBeforeRetry', () => {
  it.each([0, 429, 500, 502, 503, 504])('waits after status %i', (status) => {
    expect(waitAfter(status)).toBe(100);
  });

  it.each([400, 401, 403, 404, 409, 410, 412, 413, 415, 422])('does not wait after status %i', (status) => {
    expect(waitAfter(status)).toBeUndefined();
  });

  it('waits after a conflict that says when to come again', () => {
    expect(waitAfter(409, { retryAfter: '2' })).toBe(2_100);
  });

  it('doubles the bound of the random part, up to five seconds', () => {
    const waits = [1, 2, 3, 9].map((attempts) => waitAfter(503, { attempts, options: { attempts: 10 } }));
    expect(waits).toEqual([100, 200, 400, 2_500]);
  });

  it('ends after the last attempt', () => {
    expect(waitAfter(503, { attempts: 3 })).toBeGreaterThan(0);
    expect(waitAfter(503, { attempts: 4 })).toBeUndefined();
    expect(waitAfter(503, { options: { attempts: 1 } })).toBeUndefined();
  });

  it('does not wait longer than allowed', () => {
    expect(waitAfter(503, { retryAfter: '20' })).toBe(20_100);
    expect(waitAfter(503, { retryAfter: '21' })).toBeUndefined();
    expect(waitAfter(503, { retryAfter: '30', options: { maxWaitSeconds: 30 } })).toBe(30_100);
  });

  it('repeats what must happen once only if it was throttled', () => {
    expect([0, 429, 500, 503].map((status) => waitAfter(status, { mayRepeat: false }))).toEqual([
      undefined,
      100,
      undefined,
      undefined,
    ]);
  });

  it('reads the status of a problem too', () => {
    const problem = {
      type: '',
      title: '',
      detail: '',
      instance: '',
      cure: '',
      code: 'unavailable',
      status: 503,
    } as const;
    const error = new ProblemError({ operation: 'findSimilar', attempts: 1 }, problem);
    expect(waitBeforeRetry({ error, mayRepeat: true, retryAfter: '1' }, {}, clock)).toBe(1_100);
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['3', 3_000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %j as %j milliseconds', (header, milliseconds) => {
    expect(parseRetryAfter(header, now)).toBe(milliseconds);
  });
});

describe('systemClock', () => {
  it('waits, and is ended by a signal before or during the wait', async () => {
    await systemClock.wait(0, undefined);
    const abort = new AbortController();
    await systemClock.wait(0, abort.signal);
    const waiting = systemClock.wait(60_000, abort.signal);
    abort.abort(new Error('closed'));
    await expect(waiting).rejects.toThrow('closed');
    await expect(systemClock.wait(60_000, abort.signal)).rejects.toThrow('closed');
    expect(systemClock.random()).toBeLessThan(1);
    expect(systemClock.now()).toBeGreaterThan(now - 1e12);
  });
});
