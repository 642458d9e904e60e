import { type Backoff, fullJitter } from './retry.ts';

export interface PaceOptions {
  /** Whether a failure says that the calls come too fast. */
  readonly isThrottled: (cause: unknown) => boolean;
  /** Whether there is time for a wait and another attempt after this failure. */
  readonly hasTime: (cause: unknown) => boolean;
  /** Waits before a call is repeated. @default full jitter, up to 5 s */
  readonly backoff?: Pick<Backoff, 'wait'>;
}

/** Calls at once at the start: more than any function makes, so that nothing is held back before the first refusal. */
const MOST_AT_ONCE = 128;

/**
 * Repeats calls that are throttled until there is no time left, and makes fewer at once after each refusal: half as many as
 * were running, then one more after each round of successes. Own code rather than the SDK's adaptive mode, whose attempts
 * are counted, and which knows no deadline.
 */
export class Pace {
  readonly #options: PaceOptions;
  readonly #backoff: Pick<Backoff, 'wait'>;
  readonly #waiting: (() => void)[] = [];
  #allowed = MOST_AT_ONCE;
  #running = 0;
  /** Counts the reductions. A call that began before the last one has nothing new to say. */
  #reductions = 0;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? fullJitter();
  }

  /**
   * Makes a call, and repeats it while it is throttled.
   * @param call `slowDown` is for a call that did not fail, but was too fast.
   * @throws the last failure once there is no time left, any other failure at once
   */
  async run<Result>(call: (slowDown: () => void) => Promise<Result>): Promise<Result> {
    for (let failures = 1; ; failures++) {
      try {
        return await this.#inTurn(call);
      } catch (cause) {
        if (!this.#options.isThrottled(cause) || !this.#options.hasTime(cause)) throw cause;
      }
      await this.#backoff.wait(failures);
    }
  }

  async #inTurn<Result>(call: (slowDown: () => void) => Promise<Result>): Promise<Result> {
    while (this.#running >= Math.floor(this.#allowed))
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    const reductionsBefore = this.#reductions;
    try {
      const result = await call(() => this.#slowDown(reductionsBefore));
      this.#allowed = Math.min(MOST_AT_ONCE, this.#allowed + 1 / this.#allowed);
      return result;
    } catch (cause) {
      if (this.#options.isThrottled(cause)) this.#slowDown(reductionsBefore);
      throw cause;
    } finally {
      this.#running -= 1;
      this.#wake();
    }
  }

  /** Makes fewer calls at once from now on. @param reductionsBefore Those before the call began. */
  #slowDown(reductionsBefore: number): void {
    if (reductionsBefore < this.#reductions) return;
    this.#reductions += 1;
    this.#allowed = Math.max(1, Math.floor(Math.min(this.#allowed, this.#running) / 2));
  }

  /** Lets as many waiting calls look again as may run. */
  #wake(): void {
    const free = Math.floor(this.#allowed) - this.#running;
    for (const resume of this.#waiting.splice(0, Math.max(0, free))) resume();
  }
}
