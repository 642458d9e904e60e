import { setTimeout as delay } from 'node:timers/promises';
import type { SearchIndex } from '../../core/search/search-index.ts';
import type { ModelPointers, Pointer } from '../../ports/model-pointers.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { DeltaRefreshedIndex, type DeltaRefreshedIndexOptions } from './delta-refreshed-index.ts';
import type { LateReading } from './late-reading.ts';

/**
 * The index of the live version at one instant, or of the version that was live before while the live one is read. Search in
 * it before the next `await`: it is refreshed in place, and closed when the index of another version replaces it.
 */
export interface LiveIndex {
  readonly modelVersion: string;
  /** RFC 3339: the index contains all changes up to here. */
  readonly asOf: string;
  /** True if the last refresh failed, or another version is live by now: `asOf` may be long ago. */
  readonly stale: boolean;
  /** Undefined while the version has no vectors. */
  readonly index: SearchIndex | undefined;
  /** Reads the vectors of the index that are missing. Undefined if none are: then a search in it throws no VectorsMissing. */
  readonly reading?: LateReading | undefined;
}

/** `onWarning` also receives the cause of a failed refresh while the last good index is served. */
export interface LiveIndexCacheOptions extends DeltaRefreshedIndexOptions {
  readonly pointers: Pick<ModelPointers, 'read'>;
  /** The age at which the index is refreshed; 0 refreshes it for every call. */
  readonly recheckSeconds: number;
  /** How long a call waits for an index while there is none to serve, and for vectors of it that are not read yet. */
  readonly loadWaitSeconds: number;
  /** Called with the time that it took to read the index of a version that went live. */
  readonly onLoaded?: (milliseconds: number) => void;
}

/** How long a call waits for the removals of another version, in which the old index is searched. */
const MAX_FORGETTING_MILLISECONDS = 500;

/** The index of a version that is being read, to replace the one that is served. */
interface Loading {
  readonly index: DeltaRefreshedIndex;
  /** Resolves when it is served; rejects if reading fails and there is no index to serve. Undefined after a failure. */
  reading?: Promise<void> | undefined;
}

/**
 * Holds the index of the live version in memory. When another version goes live, the index of the one before is served while
 * the new one is read: no call waits for it. Reading goes on between and during the calls, also of later invocations of a
 * function, and continues after a failure. Concurrent callers share one refresh. If it fails, the last good index is served.
 */
export class LiveIndexCache {
  readonly #options: LiveIndexCacheOptions;
  #current: DeltaRefreshedIndex | undefined;
  #loading: Loading | undefined;
  #checkedAtMilliseconds = -Infinity;
  #failed = false;
  #refreshing: Promise<void> | undefined;
  #forgetting: Promise<void> | undefined;

  constructor(options: LiveIndexCacheOptions) {
    this.#options = options;
  }

  /**
   * The index of the live version; undefined while no version is live.
   * @throws UseCaseError `index-loading` if there is no index to serve after `loadWaitSeconds`; what the stores throw, while
   * there is none
   */
  async live(): Promise<LiveIndex | undefined> {
    const ageMilliseconds = this.#options.clock.now().getTime() - this.#checkedAtMilliseconds;
    if (ageMilliseconds >= this.#options.recheckSeconds * 1000) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshing = undefined;
      });
      await this.#refreshing;
    }
    if (this.#current === undefined && this.#loading) await this.#waitFor(this.#loading);
    const { modelVersion, asOf, index, reading } = this.#current ?? {};
    return modelVersion === undefined || asOf === undefined
      ? undefined
      : { modelVersion, asOf, stale: this.#failed || this.#loading !== undefined, index, reading };
  }

  /**
   * Takes a removed product out of the index, before its removal is read.
   * @param at When it was removed (RFC 3339): a later write is read as usual.
   */
  forget(id: string, at: string): void {
    this.#current?.forget(id, at);
    this.#loading?.index.forget(id, at);
  }

  async #refresh(): Promise<void> {
    const now = this.#options.clock.now();
    try {
      await this.#refreshLive(now);
      this.#failed = false;
    } catch (cause) {
      if (this.#current === undefined) throw cause;
      this.#failed = true;
      this.#options.onWarning(cause);
    }
    this.#checkedAtMilliseconds = now.getTime();
  }

  async #refreshLive(now: Date): Promise<void> {
    const live = await this.#options.pointers.read('live');
    if (live === undefined) return;
    const current = this.#current;
    const isSound = current?.reading?.isUnsound !== true;
    if (current?.modelVersion === live.version && isSound) {
      this.#stopLoading();
      return current.refresh(now, live);
    }
    if (this.#loading?.index.modelVersion !== live.version) {
      this.#stopLoading();
      // An unsound snapshot is read whole, which tells whether it can be used at all.
      const options = { ...this.#options, headsFirst: this.#options.headsFirst === true && isSound };
      this.#loading = { index: new DeltaRefreshedIndex(options, live.version) };
    }
    this.#load(this.#loading!, now, live);
    if (current) await this.#forgetRemoved(current, now, live);
  }

  /** Takes removed products out of the old index. After a pause there may be many changes to read: a call does not wait for all. */
  async #forgetRemoved(current: DeltaRefreshedIndex, now: Date, live: Pointer): Promise<void> {
    this.#forgetting ??= current.forgetRemoved(now, live).finally(() => {
      this.#forgetting = undefined;
    });
    this.#forgetting.catch(() => {});
    await Promise.race([this.#forgetting, this.#wait(MAX_FORGETTING_MILLISECONDS)]);
  }

  #stopLoading(): void {
    this.#loading?.index.close();
    this.#loading = undefined;
  }

  /** Reads an index in the background, unless that is under way. After a failure it continues with what was read. */
  #load(loading: Loading, now: Date, live: Pointer): void {
    loading.reading ??= loading.index.refresh(now, live).then(
      () => this.#serve(loading, now),
      (cause: unknown) => this.#reportFailure(loading, cause),
    );
    // The failure is for the callers that wait.
    loading.reading.catch(() => {});
  }

  #serve(loading: Loading, readAt: Date): void {
    if (this.#loading !== loading) return;
    const before = this.#current;
    this.#current = loading.index;
    this.#loading = undefined;
    this.#checkedAtMilliseconds = readAt.getTime();
    // A caller may have received it just now, and searches in it before anything else happens.
    if (before) setImmediate(() => before.close());
    this.#options.onLoaded?.(this.#options.clock.now().getTime() - readAt.getTime());
  }

  /** @throws the cause, if there is no index to serve */
  #reportFailure(loading: Loading, cause: unknown): void {
    loading.reading = undefined;
    if (this.#loading !== loading) return;
    if (this.#current === undefined) {
      this.#checkedAtMilliseconds = -Infinity;
      throw cause;
    }
    this.#options.onWarning(cause);
  }

  #wait(milliseconds: number): Promise<unknown> {
    return (this.#options.wait ?? ((time) => delay(time, undefined, { ref: false })))(milliseconds);
  }

  async #waitFor({ index, reading }: Loading): Promise<void> {
    const { loadWaitSeconds } = this.#options;
    await Promise.race([reading, this.#wait(loadWaitSeconds * 1000)]);
    if (this.#current !== undefined) return;
    throw new UseCaseError(
      'index-loading',
      `the vectors of ${index.modelVersion} are still being read after ${loadWaitSeconds} s; reading continues`,
    );
  }
}
