import { describe, expect, it, vi } from 'vitest';
import { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { mapConcurrently } from '../../lambdas/shared/concurrency.ts';
import { Pace } from '../../lambdas/shared/pace.ts';
import { fullJitter } from '../../lambdas/shared/retry.ts';
import { VirtualClock } from '../support/stores/virtual-clock.ts';

const throttled = new Error('too fast');
const isThrottled = (cause: unknown) => cause === throttled;
const noWait = { wait: async () => {} };

describe('Pace', () => {
  it('repeats a throttled call, and throws any other failure at once', async () => {
    const pace = new Pace({ isThrottled, hasTime: () => true, backoff: noWait });
    const failures = [throttled, throttled];
    const call = async () => {
      const failure = failures.shift();
      if (failure) throw failure;
      return 'written';
    };
    expect(await pace.run(call)).toBe('written');
    let calls = 0;
    const broken = async () => {
      calls += 1;
      throw new TypeError('broken');
    };
    await expect(pace.run(broken)).rejects.toThrow(TypeError);
    expect(calls).toBe(1);
  });

  it('throws what throttled it when there is no time left', async () => {
    const times = [true, true, false];
    const pace = new Pace({ isThrottled, hasTime: () => times.shift()!, backoff: noWait });
    let calls = 0;
    // It ends by itself: without the check of the time this test shall fail, not run for ever.
    const call = async () => {
      calls += 1;
      if (calls <= 10) throw throttled;
    };
    await expect(pace.run(call)).rejects.toBe(throttled);
    expect(calls).toBe(3);
  });

  it('makes half as many calls at once after a refusal, and more again after successes', async () => {
    const pace = new Pace({ isThrottled, hasTime: () => true, backoff: noWait });
    let open = 0;
    let most = 0;
    const round = async (count: number, refuse: (call: number) => boolean) => {
      most = 0;
      let refused = 0;
      await mapConcurrently(Array.from({ length: count }).keys(), 32, () =>
        pace.run(async () => {
          most = Math.max(most, ++open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          if (refuse(refused++)) throw throttled;
        }),
      );
      return most;
    };
    expect(await round(64, () => false)).toBe(32);
    // All 32 that run at once are refused: that is one reduction, and not 32.
    expect(await round(32, (call) => call < 32)).toBeGreaterThanOrEqual(16);
    await round(1, () => false);
    expect(await round(16, () => false)).toBe(16);
    expect(await round(2000, () => false)).toBe(32);
  });
});

class OutOfTimeError extends Error {}

describe('calls that wait for their turn', () => {
  const END = 300_000;
  const LAST_SLOW_CALL = 23_500;
  /** Two calls at once, because the first one was refused, and its repetition was not. */
  const slowPace = async (clock: VirtualClock) => {
    const left = () => END - LAST_SLOW_CALL - clock.now;
    const queue = { left, outOfTime: () => new OutOfTimeError(), after: clock.after };
    const pace = new Pace({ isThrottled, hasTime: () => true, backoff: noWait, queue });
    const refusals = [throttled];
    await pace.run(async () => {
      const refusal = refusals.shift();
      if (refusal) throw refusal;
    });
    return pace;
  };
  /** Takes both turns. */
  const holdTurns = (pace: Pace, call: () => Promise<unknown>) => {
    for (let turn = 1; turn <= 2; turn++) void pace.run(call);
  };
  const never = () => new Promise(() => {});

  it('give up in time for the call that is under way to end, and no other one is made', async () => {
    const clock = new VirtualClock();
    const pace = await slowPace(clock);
    const begun: number[] = [];
    const slow = () =>
      pace.run(async () => {
        begun.push(clock.now);
        await clock.sleep(13_000);
      });
    const ends = await clock.run(Promise.allSettled(Array.from({ length: 100 }, slow)));
    const givenUp = ends.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(givenUp.length).toBe(100 - begun.length);
    expect(givenUp.every(({ reason }) => reason instanceof OutOfTimeError)).toBe(true);
    expect(begun.length).toBeGreaterThan(20);
    expect(Math.max(...begun)).toBeLessThanOrEqual(END - LAST_SLOW_CALL);
    expect(clock.now).toBeLessThan(END);
  });

  it('give up although the call under way never ends', async () => {
    const clock = new VirtualClock();
    const pace = await slowPace(clock);
    holdTurns(pace, never);
    const waiting = pace.run(async () => 'made').catch((cause: unknown) => [cause, clock.now]);
    expect(await clock.run(waiting)).toEqual([new OutOfTimeError(), END - LAST_SLOW_CALL]);
  });

  it('give up when their turn comes too late, before the timer of their end has called back', async () => {
    let milliseconds = 1000;
    const queue = { left: () => milliseconds, outOfTime: () => new OutOfTimeError(), after: () => () => {} };
    const pace = new Pace({ isThrottled, hasTime: () => true, backoff: noWait, queue });
    const refusals = [throttled];
    await pace.run(async () => {
      if (refusals.pop()) throw throttled;
    });
    const ends: (() => void)[] = [];
    holdTurns(pace, () => new Promise<void>((end) => ends.push(end)));
    const waiting = pace.run(async () => 'made').catch((cause: unknown) => cause);
    milliseconds = 0;
    for (const end of ends) end();
    expect(await waiting).toEqual(new OutOfTimeError());
  });

  it('are made at once if they come when there is no time for a wait: the last write of a job is such a one', async () => {
    const clock = new VirtualClock();
    const pace = await slowPace(clock);
    holdTurns(pace, never);
    await clock.run(clock.sleep(END - LAST_SLOW_CALL));
    expect(await clock.run(pace.run(async () => 'made'))).toBe('made');
  });

  it('go on waiting in the next invocation of a function that was stopped in between, which has time of its own', async () => {
    const clock = new VirtualClock();
    let end = END;
    const queue = { left: () => end - clock.now, outOfTime: () => new OutOfTimeError(), after: clock.after };
    const pace = new Pace({ isThrottled, hasTime: () => true, backoff: noWait, queue });
    const refusals = [throttled];
    await pace.run(async () => {
      if (refusals.pop()) throw throttled;
    });
    holdTurns(pace, () => clock.sleep(END + 1000));
    const waiting = pace.run(async () => clock.now);
    end = 2 * END;
    expect(await clock.run(waiting)).toBe(END + 1000);
  });

  it('plan one end of all waits, by a timer, and cancel it when none waits', async () => {
    vi.useFakeTimers();
    try {
      const pace = new Pace({
        isThrottled,
        hasTime: () => true,
        backoff: noWait,
        queue: { left: () => 1000, outOfTime: () => new OutOfTimeError() },
      });
      const refusals = [throttled];
      await pace.run(async () => {
        if (refusals.pop()) throw throttled;
      });
      let end = () => {};
      const held = pace.run(() => new Promise<void>((resolve) => (end = resolve)));
      const waiting = [pace.run(async () => 1), pace.run(async () => 2)];
      expect(vi.getTimerCount()).toBe(1);
      end();
      await Promise.all([held, ...waiting]);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

/** A table that takes so many writes a second, in tenths of a second, and refuses the others. */
class ThrottledTable {
  readonly written = new Set<string>();
  refused = 0;
  readonly clock: VirtualClock;
  readonly writesPerSecond: number;
  #tenth = -1;
  #left = 0;

  constructor(clock: VirtualClock, writesPerSecond: number) {
    this.clock = clock;
    this.writesPerSecond = writesPerSecond;
  }

  async put(id: string): Promise<void> {
    await this.clock.sleep(5);
    const tenth = Math.floor(this.clock.now / 100);
    if (tenth !== this.#tenth) [this.#tenth, this.#left] = [tenth, this.writesPerSecond / 10];
    if (this.#left-- > 0) this.written.add(id);
    else {
      this.refused += 1;
      throw throttled;
    }
  }
}

describe('8 functions that write 2,500 products each into a table of 2,000 writes a second', () => {
  const SHARDS = Array.from({ length: 8 }, (_, shard) => shard);

  /** Writes all shards. @param paceOf How each function repeats its calls. */
  async function writeShards(clock: VirtualClock, table: ThrottledTable, paceOf: (seed: number) => Pick<Pace, 'run'>) {
    const work = SHARDS.map((shard) => {
      const pace = paceOf(shard);
      const ids = Array.from({ length: 2500 }, (_, i) => `${shard}-${i}`);
      return mapConcurrently(ids, 32, (id) => pace.run(() => table.put(id)));
    });
    return clock.run(Promise.allSettled(work));
  }

  it('write all of them, none fails, in at most 1.3 times the time that the table allows', async () => {
    const clock = new VirtualClock();
    const table = new ThrottledTable(clock, 2000);
    const ends = await writeShards(clock, table, (seed) => {
      const draws = new CounterRandom(seed, 'waits');
      const backoff = fullJitter({ sleep: clock.sleep, random: () => draws.uniform() });
      return new Pace({ isThrottled, hasTime: () => clock.now < 890_000, backoff });
    });
    expect(ends.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(table.written.size).toBe(20_000);
    expect(clock.now).toBeLessThanOrEqual(13_000);
    expect(table.refused).toBeLessThan(20_000);
  });

  it('lose parts if they have no time to wait', async () => {
    const clock = new VirtualClock();
    const ends = await writeShards(
      clock,
      new ThrottledTable(clock, 2000),
      () => new Pace({ isThrottled, hasTime: () => false }),
    );
    expect(ends.some(({ status }) => status === 'rejected')).toBe(true);
  });
});
