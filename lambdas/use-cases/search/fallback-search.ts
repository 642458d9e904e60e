import { CountedFields } from '../../core/search/field-catalog.ts';
import type { Clock } from '../../ports/clock.ts';
import { IndexReplaced, type ServedIndex, type SimilarSearch } from '../../ports/similar-search.ts';
import { StoreError } from '../../ports/store-error.ts';

/** How long the vector index is not queried after it was not ready. */
const COOLDOWN_SECONDS = 30;

export interface FallbackSearchOptions {
  readonly index: SimilarSearch;
  readonly exact: SimilarSearch;
  /** Whether the vectors of the live version fit into the memory of the exact engine. */
  readonly fitsInMemory: () => Promise<boolean>;
  readonly clock: Clock;
  /** Receives the reason why the exact engine answers. */
  readonly onWarning: (cause: unknown) => void;
}

/**
 * The engine over the vector index, with the exact engine as fallback while the index is being built or does not hold the
 * live version. If the catalog is too large for the exact engine, `live` and `search` throw StoreError `unavailable`.
 */
export class FallbackSearch implements SimilarSearch {
  readonly #options: FallbackSearchOptions;
  #cooldownUntilMs = -Infinity;
  /** The last answer of `fitsInMemory`, and until when it holds. */
  #fits = { is: false, untilMs: -Infinity };

  constructor(options: FallbackSearchOptions) {
    this.#options = options;
  }

  async live(): Promise<ServedIndex | undefined> {
    const { index, clock } = this.#options;
    if (clock.now().getTime() < this.#cooldownUntilMs) return this.#liveExact();
    try {
      const served = await index.live();
      return served && { ...served, search: this.#searchOf(served), fieldsNear: this.#fieldsNearOf(served) };
    } catch (cause) {
      this.#startCooldown(cause);
      return this.#liveExact();
    }
  }

  async #liveExact(): Promise<ServedIndex | undefined> {
    const { exact, fitsInMemory, clock } = this.#options;
    const nowMs = clock.now().getTime();
    if (nowMs >= this.#fits.untilMs)
      this.#fits = { is: await fitsInMemory(), untilMs: nowMs + COOLDOWN_SECONDS * 1000 };
    if (this.#fits.is) return exact.live();
    throw new StoreError(
      'unavailable',
      'The vector index is not ready, and the catalog is too large to be searched in memory: try again.',
    );
  }

  #searchOf(served: ServedIndex): ServedIndex['search'] {
    return async (query, options) => {
      try {
        return await served.search(query, options);
      } catch (cause) {
        this.#startCooldown(cause);
        return (await this.#exactOf(served.modelVersion)).search(query, options);
      }
    };
  }

  #fieldsNearOf({ fieldsNear, modelVersion }: ServedIndex): ServedIndex['fieldsNear'] {
    return (
      fieldsNear &&
      (async (query, isEnough) => {
        try {
          return await fieldsNear(query, isEnough);
        } catch (cause) {
          this.#startCooldown(cause);
          return (await this.#exactOf(modelVersion)).fields ?? new CountedFields();
        }
      })
    );
  }

  /** The exact engine for the version of the query: vectors of different versions are never compared. */
  async #exactOf(modelVersion: string): Promise<ServedIndex> {
    const exact = await this.#liveExact();
    if (exact?.modelVersion === modelVersion) return exact;
    throw new IndexReplaced(modelVersion);
  }

  /** @throws the cause, unless it says that the index is not ready */
  #startCooldown(cause: unknown): void {
    if (!(cause instanceof StoreError) || cause.code !== 'index-not-ready') throw cause;
    this.#options.onWarning(cause);
    this.#cooldownUntilMs = this.#options.clock.now().getTime() + COOLDOWN_SECONDS * 1000;
  }
}
