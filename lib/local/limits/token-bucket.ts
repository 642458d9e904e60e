/**
 * What may be spent at a rate: unused units are kept up to a bound, and a cost that is only known later may leave a debt, which
 * is paid before anything else is let through. So over a longer time the rate is exact.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #most: number;
  readonly #nowMilliseconds: () => number;
  #units: number;
  #atMilliseconds: number;

  /** It starts with the units of one second. @param keptSeconds For how long unused units are kept, at least 1 */
  constructor(perSecond: number, keptSeconds: number, nowMilliseconds: () => number) {
    this.#perSecond = perSecond;
    this.#most = perSecond * keptSeconds;
    this.#nowMilliseconds = nowMilliseconds;
    this.#units = perSecond;
    this.#atMilliseconds = nowMilliseconds();
  }

  /** Whether something may be spent now. */
  hasUnits(): boolean {
    this.#refill();
    return this.#units > 0;
  }

  /** Whether nothing was spent for so long that the bucket is as good as a new one. */
  isFull(): boolean {
    this.#refill();
    return this.#units >= this.#most;
  }

  /** Spends units, also more than there are; a negative number gives them back. */
  spend(units: number): void {
    this.#refill();
    this.#units -= units;
  }

  #refill(): void {
    const now = this.#nowMilliseconds();
    this.#units = Math.min(this.#most, this.#units + ((now - this.#atMilliseconds) / 1000) * this.#perSecond);
    this.#atMilliseconds = now;
  }
}
