/**
 * A body ends with an error if a part of so many bytes takes longer. One that drips would outlive its function: those of the API
 * have 10 or 25 seconds. S3 gives a part in milliseconds.
 */
export const PART_BYTES = 256 * 1024;
export const PART_MILLISECONDS = 8000;

/** Time between two checks of a body. */
export const CHECK_MILLISECONDS = 250;

/** How many bytes of its current part a body has given, and how long its reader has waited for them. */
export class BodyPace {
  #bytes = 0;
  #waitedMs = 0;
  #sinceMs = 0;
  #checks = 0;

  /** The reader waits from now on. */
  wait(): void {
    this.#sinceMs = performance.now();
    this.#checks = 0;
  }

  /** Must be called each `CHECK_MILLISECONDS` while the reader waits. */
  check(): void {
    this.#checks += 1;
  }

  /** Some bytes came, and the reader waits for more. */
  add(bytes: number): void {
    this.#waitedMs += this.#waitingMs();
    this.#bytes += bytes;
    if (this.#bytes >= PART_BYTES) {
      this.#bytes = 0;
      this.#waitedMs = 0;
    }
    this.wait();
  }

  get isTooSlow(): boolean {
    return this.#waitedMs + this.#waitingMs() >= PART_MILLISECONDS;
  }

  /** By the checks too: while a process is busy, or Lambda pauses it between two invocations, bytes cannot come. */
  #waitingMs(): number {
    return Math.min(performance.now() - this.#sinceMs, (this.#checks + 1) * CHECK_MILLISECONDS);
  }
}
