import { type Backoff, fullJitter } from './retry.ts';

export interface PaceOptions {
  /** Whether a failure says that the calls come too fast. */
  readonly isThrottled: (cause: unknown) => boolean;
  /** Whether there is time for a wait and another attempt after this failure. */
  readonly hasTime: (cause: unknown) => boolean;
  /** Waits before a call is repeated. @default full jitter, up to 5 s */
  readonly backoff?: Pick<Backoff, 'wait'>;
  /** How long calls wait for their turn while fewer are allowed at once. @default for ever */
  readonly queue?: QueueOptions;
}

export interface QueueOptions {
  /** Milliseconds for which a call may wait from now on; 0 or less: no more. */
  readonly left: () => number;
  /** What is thrown for a call that waited as long as it may, and was not made. */
  readonly outOfTime: () => Error;
  /** Calls back once after some milliseconds. Returns how to cancel that. @default a timer */
  readonly after?: (milliseconds: number, callback: () => void) => () => void;
}

/** A call that waits for its turn. */
interface Waiting {
  readonly resume: () => void;
  readonly giveUp: (cause: Error) => void;
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
  readonly #waiting: Waiting[] = [];
  /** Cancels the call back that ends the waits; absent while none is planned. */
  #cancelWatch: (() => void) | undefined;
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
   * @throws the last failure once there is no time left, any other failure at once; what `queue.outOfTime` returns for a call that
   *   waited in vain. One that comes when there is no time for a wait is made at once: it may be the last write of its work.
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
    if (this.#hasTimeToWait) while (!this.#isFree) await this.#nextTurn();
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

  get #isFree(): boolean {
    return this.#running < Math.floor(this.#allowed);
  }

  get #hasTimeToWait(): boolean {
    const { queue } = this.#options;
    return queue === undefined || queue.left() > 0;
  }

  #nextTurn(): Promise<void> {
    return new Promise<void>((resume, giveUp) => {
      this.#waiting.push({ resume, giveUp });
      this.#watch();
    });
  }

  /** Lets as many waiting calls look again as may run. */
  #wake(): void {
    if (!this.#hasTimeToWait) this.#giveUpAll();
    const free = Math.floor(this.#allowed) - this.#running;
    for (const { resume } of this.#waiting.splice(0, Math.max(0, free))) resume();
    if (this.#waiting.length > 0) return;
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  /** Ends all waits when there is no more time: the calls that run may take longer than the function. */
  #watch(): void {
    const { queue } = this.#options;
    if (queue === undefined || this.#cancelWatch) return;
    const { after = timer } = queue;
    const milliseconds = Math.ceil(queue.left());
    if (!Number.isFinite(milliseconds)) return;
    this.#cancelWatch = after(milliseconds, () => {
      this.#cancelWatch = undefined;
      // Lambda stops the clock between two invocations: the next one has time of its own.
      if (this.#hasTimeToWait) this.#watch();
      else this.#giveUpAll();
    });
  }

  #giveUpAll(): void {
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(this.#options.queue!.outOfTime());
  }
}

function timer(milliseconds: number, callback: () => void): () => void {
  const timeout = setTimeout(callback, milliseconds);
  return () => clearTimeout(timeout);
}
