import type { TestClock } from './factories.ts';

/** Time for several who work at once: it goes on when all of them wait, to the instant at which the first of them has waited enough. */
export class Timeline {
  readonly #clock: TestClock;
  #actors: number;
  #waiting: { readonly untilMs: number; readonly goOn: () => void }[] = [];

  /** @param actors How many there are; each waits for nothing else than for time. */
  constructor(clock: TestClock, actors: number) {
    this.#clock = clock;
    this.#actors = actors;
  }

  spend(seconds: number): Promise<void> {
    return new Promise((goOn) => {
      this.#waiting.push({ untilMs: this.#clock.now().getTime() + seconds * 1000, goOn });
      this.#goOn();
    });
  }

  /** Tells that one of them has done all its work. */
  leave(): void {
    this.#actors -= 1;
    this.#goOn();
  }

  #goOn(): void {
    if (this.#waiting.length < this.#actors || this.#waiting.length === 0) return;
    this.#waiting.sort((a, b) => a.untilMs - b.untilMs);
    const { untilMs, goOn } = this.#waiting.shift()!;
    this.#clock.advance(Math.max(0, untilMs - this.#clock.now().getTime()) / 1000);
    goOn();
  }
}
