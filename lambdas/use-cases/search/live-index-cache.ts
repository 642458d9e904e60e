import type { SearchIndex } from '../../core/search/search-index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-registry.ts';
import { DeltaRefreshedIndex, type DeltaRefreshedIndexOptions } from './delta-refreshed-index.ts';

/** The vectors that are served. Search in it before the next `await`: it is kept up to date in place, and goes when another version comes. */
export interface LiveIndex {
  readonly modelVersion: string;
  /** RFC 3339: changes up to here are in. */
  readonly asOf: string;
  /** True when the last look at what changed failed: `asOf` may be long ago. */
  readonly stale: boolean;
  /** Undefined while the version has no vectors. */
  readonly index: SearchIndex | undefined;
}

/** `onWarning` is also told why a refresh failed while the last good space goes on being served. */
export interface LiveIndexCacheOptions extends DeltaRefreshedIndexOptions {
  readonly pointers: ModelPointers;
  readonly clock: Clock;
  /** How old the space may get before changes are read; 0 reads them every time. */
  readonly recheckSeconds: number;
}

/**
 * Keeps the space of `live` in memory. A new live version is read whole before it replaces the old one, concurrent callers
 * share one reading, and when a reading fails the last good space is served on.
 */
export class LiveIndexCache {
  readonly #options: LiveIndexCacheOptions;
  #followed: DeltaRefreshedIndex | undefined;
  #checkedAtMilliseconds = -Infinity;
  #stale = false;
  #refreshing: Promise<void> | undefined;

  constructor(options: LiveIndexCacheOptions) {
    this.#options = options;
  }

  /**
   * The space of `live`, or undefined while there is no live version.
   * @throws what the stores throw, while there is no space to serve
   */
  async live(): Promise<LiveIndex | undefined> {
    const ageMilliseconds = this.#options.clock.now().getTime() - this.#checkedAtMilliseconds;
    if (ageMilliseconds >= this.#options.recheckSeconds * 1000) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = undefined;
      });
      await this.#refreshing;
    }
    const { modelVersion, asOf, index } = this.#followed ?? {};
    return modelVersion === undefined || asOf === undefined
      ? undefined
      : { modelVersion, asOf, stale: this.#stale, index };
  }

  async #refresh(): Promise<void> {
    const now = this.#options.clock.now();
    try {
      await this.#follow(now);
      this.#stale = false;
    } catch (cause) {
      if (this.#followed === undefined) throw cause;
      this.#stale = true;
      this.#options.onWarning(cause);
    }
    this.#checkedAtMilliseconds = now.getTime();
  }

  async #follow(now: Date): Promise<void> {
    const live = await this.#options.pointers.read('live');
    if (live === undefined) return;
    const before = this.#followed;
    if (before?.modelVersion === live.version) return before.refresh(now);
    const next = new DeltaRefreshedIndex(this.#options, live.version);
    try {
      await next.refresh(now);
    } catch (cause) {
      next.close();
      throw cause;
    }
    this.#followed = next;
    before?.close();
  }
}
