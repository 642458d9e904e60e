import { setImmediate as breathe } from 'node:timers/promises';

interface Timer {
  readonly dueMs: number;
  readonly call: () => void;
}

/**
 * A clock that stands still while code runs and jumps to the next timer when all code waits: what a machine without a limit
 * would measure. It replaces the timers of this process while it runs.
 */
export class VirtualClock {
  nowMs = 0;
  readonly #timers = new Map<number, Timer>();
  #last = 0;

  /** Waits on this clock. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void this.#add(resolve, milliseconds));
  }

  /** Runs work to its end. @throws Error if the work waits for something that is no timer */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
    globalThis.setTimeout = ((call: () => void, milliseconds = 0) => this.#add(call, milliseconds)) as never;
    globalThis.clearTimeout = ((id: unknown) => {
      if (this.#timers.delete(id as number)) return;
      if (typeof id === 'object') realClear(id as NodeJS.Timeout);
    }) as never;
    try {
      let isDone = false;
      const done = work().finally(() => {
        isDone = true;
      });
      done.catch(() => {});
      while (!isDone) await this.#step();
      return await done;
    } finally {
      Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
    }
  }

  #add(call: () => void, milliseconds: number): number {
    this.#timers.set(++this.#last, { call, dueMs: this.nowMs + Math.max(0, milliseconds) });
    return this.#last;
  }

  /** Lets all code run that can, then calls the timer that is due next. */
  async #step(): Promise<void> {
    await breathe();
    let next: number | undefined;
    for (const [id, { dueMs }] of this.#timers)
      if (next === undefined || dueMs < this.#timers.get(next)!.dueMs) next = id;
    if (next === undefined) return;
    const { call, dueMs } = this.#timers.get(next)!;
    this.#timers.delete(next);
    this.nowMs = Math.max(this.nowMs, dueMs);
    call();
  }
}
