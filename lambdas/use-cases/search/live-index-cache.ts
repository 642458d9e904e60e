import type { SearchIndex } from '../../core/search/search-index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import { DeltaRefreshedIndex, type DeltaRefreshedIndexOptions } from './delta-refreshed-index.ts';

/**
 * The index of the live version at one instant. Search in it before the next `await`: it is refreshed in place, and closed
 * when another version goes live.
 */
export interface LiveIndex {
  readonly modelVersion: string;
  /** RFC 3339: the index contains all changes up to here. */
  readonly asOf: string;
  /** True if the last refresh failed: `asOf` may be long ago. */
  readonly stale: boolean;
  /** Undefined while the version has no vectors. */
  readonly index: SearchIndex | undefined;
}

/** `onWarning` also receives the cause of a failed refresh while the last good index is served. */
export interface LiveIndexCacheOptions extends DeltaRefreshedIndexOptions {
  readonly pointers: ModelPointers;
  readonly clock: Clock;
  /** The age at which the index is refreshed; 0 refreshes it for every call. */
  readonly recheckSeconds: number;
  /** Called with the time that it took to read the index of a version that went live. */
  readonly onLoaded?: (milliseconds: number) => void;
}

/**
 * Holds the index of the live version in memory. When another version goes live, its index is read completely before it
 * replaces the old one. Concurrent callers share one refresh. If a refresh fails, the last good index is served.
 */
export class LiveIndexCache {
  readonly #options: LiveIndexCacheOptions;
  #current: DeltaRefreshedIndex | undefined;
  #checkedAtMilliseconds = -Infinity;
  #stale = false;
  #refreshing: Promise<void> | undefined;

  constructor(options: LiveIndexCacheOptions) {
    this.#options = options;
  }

  /**
   * The index of the live version; undefined while no version is live.
   * @throws what the stores throw, while there is no index to serve
   */
  async live(): Promise<LiveIndex | undefined> {
    const ageMilliseconds = this.#options.clock.now().getTime() - this.#checkedAtMilliseconds;
    if (ageMilliseconds >= this.#options.recheckSeconds * 1000) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = undefined;
      });
      await this.#refreshing;
    }
    const { modelVersion, asOf, index } = this.#current ?? {};
    return modelVersion === undefined || asOf === undefined
      ? undefined
      : { modelVersion, asOf, stale: this.#stale, index };
  }

  /**
   * Takes a removed product out of the index, before its removal is read.
   * @param at When it was removed (RFC 3339): a later write is read as usual.
   */
  forget(id: string, at: string): void {
    this.#current?.forget(id, at);
  }

  async #refresh(): Promise<void> {
    const now = this.#options.clock.now();
    try {
      await this.#refreshLive(now);
      this.#stale = false;
    } catch (cause) {
      if (this.#current === undefined) throw cause;
      this.#stale = true;
      this.#options.onWarning(cause);
    }
    this.#checkedAtMilliseconds = now.getTime();
  }

  async #refreshLive(now: Date): Promise<void> {
    const live = await this.#options.pointers.read('live');
    if (live === undefined) return;
    const before = this.#current;
    if (before?.modelVersion === live.version) return before.refresh(now, live);
    const next = new DeltaRefreshedIndex(this.#options, live.version);
    try {
      await next.refresh(now, live);
    } catch (cause) {
      next.close();
      throw cause;
    }
    this.#current = next;
    before?.close();
    this.#options.onLoaded?.(this.#options.clock.now().getTime() - now.getTime());
  }
}
