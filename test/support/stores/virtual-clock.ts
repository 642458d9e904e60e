/** A clock whose time passes only while all work waits for it: minutes of waits take milliseconds. */
export class VirtualClock {
  #now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  /** Milliseconds since the start. */
  get now(): number {
    return this.#now;
  }

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => this.#sleepers.push({ at: this.#now + milliseconds, wake }));

  /** Calls back once, unless that is canceled before. @returns how to cancel it */
  readonly after = (milliseconds: number, callback: () => void): (() => void) => {
    let isCanceled = false;
    void this.sleep(milliseconds).then(() => isCanceled || callback());
    return () => {
      isCanceled = true;
    };
  };

  /** Lets time pass until the work has ended. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    for (;;) {
      // All that can go on without the clock goes on first.
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver) return work;
      this.#wakeNext();
    }
  }

  /** Wakes all who wait for the same millisecond as the next one. */
  #wakeNext(): void {
    if (this.#sleepers.length === 0) throw new Error('the work waits for something other than the clock');
    this.#now = Math.ceil(Math.min(...this.#sleepers.map(({ at }) => at)));
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    this.#sleepers.splice(0, this.#sleepers.length, ...this.#sleepers.filter(({ at }) => at > this.#now));
    for (const { wake } of due) wake();
  }
}
