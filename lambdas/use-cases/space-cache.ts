import type { VectorSpace } from '../core/search/vector-space.ts';
import type { Clock } from '../ports/clock.ts';
import type { ModelPointers } from '../ports/model-registry.ts';
import type { VectorStore } from '../ports/vector-store.ts';
import { FollowedSpace } from './followed-space.ts';

/** The vectors that are served. Search in it before the next `await`: it is kept up to date in place. */
export interface LiveSpace {
  readonly modelVersion: string;
  /** RFC 3339: changes up to here are in. */
  readonly asOf: string;
  /** Undefined while the version has no vectors. */
  readonly space: VectorSpace | undefined;
}

export interface SpaceCacheOptions {
  readonly vectors: VectorStore;
  readonly pointers: ModelPointers;
  readonly clock: Clock;
  /** How old the space may get before changes are read; 0 reads them every time. */
  readonly recheckSeconds: number;
  /** Told why a refresh failed while the last good space goes on being served, and of vectors that had to be skipped. */
  readonly onWarning: (cause: unknown) => void;
}

/**
 * Keeps the space of `live` in memory. A new live version is read whole before it replaces the old one, concurrent callers
 * share one reading, and when a reading fails the last good space is served on.
 */
export class SpaceCache {
  readonly #options: SpaceCacheOptions;
  #followed: FollowedSpace | undefined;
  #checkedAtMilliseconds = -Infinity;
  #refreshing: Promise<void> | undefined;

  constructor(options: SpaceCacheOptions) {
    this.#options = options;
  }

  /**
   * The space of `live`, or undefined while there is no live version.
   * @throws what the stores throw, while there is no space to serve
   */
  async live(): Promise<LiveSpace | undefined> {
    const ageMilliseconds = this.#options.clock.now().getTime() - this.#checkedAtMilliseconds;
    if (ageMilliseconds >= this.#options.recheckSeconds * 1000) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = undefined;
      });
      await this.#refreshing;
    }
    const { modelVersion, asOf, space } = this.#followed ?? {};
    return modelVersion === undefined || asOf === undefined ? undefined : { modelVersion, asOf, space };
  }

  async #refresh(): Promise<void> {
    const now = this.#options.clock.now();
    try {
      await this.#follow(now);
    } catch (cause) {
      if (this.#followed === undefined) throw cause;
      this.#options.onWarning(cause);
    }
    this.#checkedAtMilliseconds = now.getTime();
  }

  async #follow(now: Date): Promise<void> {
    const live = await this.#options.pointers.read('live');
    if (live === undefined) return;
    const { vectors, onWarning } = this.#options;
    const isSame = this.#followed?.modelVersion === live.version;
    const next = isSame ? this.#followed! : new FollowedSpace(vectors, live.version, onWarning);
    await next.refresh(now);
    this.#followed = next;
  }
}
