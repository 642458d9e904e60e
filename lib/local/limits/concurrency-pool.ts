/** The executions that may run at once. */
export class ConcurrencyPool {
  readonly #most: number;
  #running = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Takes a place for an execution, unless all are taken; give it back with `release`. */
  take(): boolean {
    if (this.#running >= this.#most) return false;
    this.#running += 1;
    return true;
  }

  release(): void {
    this.#running -= 1;
  }
}
