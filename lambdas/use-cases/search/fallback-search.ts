import type { Clock } from '../../ports/clock.ts';
import type { ServedIndex, SimilarSearch } from '../../ports/similar-search.ts';
import { StoreError } from '../../ports/store-error.ts';

export interface FallbackSearchOptions {
  readonly index: SimilarSearch;
  readonly exact: SimilarSearch;
  /** Whether the exact engine can hold what is live. */
  readonly fitsInMemory: () => Promise<boolean>;
  readonly clock: Clock;
  /** For how long the index is left alone after it was not ready. */
  readonly cooldownSeconds: number;
  /** Told why the exact engine answers instead. */
  readonly onWarning: (cause: unknown) => void;
}

/**
 * The engine over the index, and while that is being built or does not hold the live version the exact one; StoreError
 * `unavailable` where that is too large for it.
 */
export class FallbackSearch implements SimilarSearch {
  readonly #options: FallbackSearchOptions;
  #leftAloneUntilMs = -Infinity;
  /** Whether the exact engine could hold what was live, until it is asked again. */
  #fits = { is: false, untilMs: -Infinity };

  constructor(options: FallbackSearchOptions) {
    this.#options = options;
  }

  async live(): Promise<ServedIndex | undefined> {
    const { index, clock } = this.#options;
    if (clock.now().getTime() < this.#leftAloneUntilMs) return this.#exactLive();
    try {
      const served = await index.live();
      return served && { ...served, search: this.#searchOf(served) };
    } catch (cause) {
      this.#leaveAlone(cause);
      return this.#exactLive();
    }
  }

  async #exactLive(): Promise<ServedIndex | undefined> {
    const { exact, fitsInMemory, clock, cooldownSeconds } = this.#options;
    const nowMs = clock.now().getTime();
    if (nowMs >= this.#fits.untilMs) this.#fits = { is: await fitsInMemory(), untilMs: nowMs + cooldownSeconds * 1000 };
    if (this.#fits.is) return exact.live();
    throw new StoreError('unavailable', 'The index is not ready, and the catalog is too large for memory: try again.');
  }

  #searchOf(served: ServedIndex): ServedIndex['search'] {
    return async (query, options) => {
      try {
        return await served.search(query, options);
      } catch (cause) {
        this.#leaveAlone(cause);
        return (await this.#exactIndex(served.modelVersion)).search(query, options);
      }
    };
  }

  /** Of the version that was asked for: a query of one version is never searched for among the vectors of another. */
  async #exactIndex(modelVersion: string): Promise<ServedIndex> {
    const exact = await this.#exactLive();
    if (exact?.modelVersion === modelVersion) return exact;
    throw new StoreError('unavailable', `Another version than ${modelVersion} went live meanwhile: try again.`);
  }

  /** @throws the cause, when it is anything but an index that is not ready. */
  #leaveAlone(cause: unknown): void {
    if (!(cause instanceof StoreError) || cause.code !== 'index-not-ready') throw cause;
    this.#options.onWarning(cause);
    this.#leftAloneUntilMs = this.#options.clock.now().getTime() + this.#options.cooldownSeconds * 1000;
  }
}
