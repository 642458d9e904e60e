import { SearchIndexError } from '../../core/search/delta-index.ts';
import { SearchIndex } from '../../core/search/search-index.ts';
import type { VectorChange, VectorStore } from '../../ports/vector-store.ts';
import { type OpenSnapshotOptions, openSnapshot } from './open-snapshot.ts';

/** How far back each reading overlaps the one before: for clocks that differ and an index that lags. */
const OVERLAP_SECONDS = 10;

/** Where the vectors come from; `onWarning` is also told of vectors that do not belong into the space. */
export interface DeltaRefreshedIndexOptions extends OpenSnapshotOptions {
  readonly vectors: Pick<VectorStore, 'changes'>;
}

/** The vectors of one model version: a snapshot where there is a sound one, brought up to date by reading what changed since. */
export class DeltaRefreshedIndex {
  readonly modelVersion: string;
  readonly #options: DeltaRefreshedIndexOptions;
  /** Product id -> when it last changed, for changes that the next reading may bring again, or bring an older state of. */
  readonly #recent = new Map<string, string>();
  #index: SearchIndex | undefined;
  #isOpened = false;
  /** Changes from here on are missing; undefined while all are. */
  #completeUntil: Date | undefined;
  #readAt: Date | undefined;

  constructor(options: DeltaRefreshedIndexOptions, modelVersion: string) {
    this.#options = options;
    this.modelVersion = modelVersion;
  }

  /** Undefined while the version has no vectors. */
  get index(): SearchIndex | undefined {
    return this.#index;
  }

  /** RFC 3339: changes up to here are in; undefined before the first reading. */
  get asOf(): string | undefined {
    return this.#readAt?.toISOString();
  }

  /**
   * Reads what changed since the last reading (the first time: the snapshot and what changed since, or everything). When it
   * throws, `asOf` stays, and the next reading brings all that this one missed.
   */
  async refresh(now: Date): Promise<void> {
    if (!this.#isOpened) await this.#open();
    const since = this.#completeUntil && secondsBefore(this.#completeUntil, OVERLAP_SECONDS);
    for await (const change of this.#options.vectors.changes(this.modelVersion, since)) this.#apply(change);
    this.#completeUntil = now;
    this.#readAt = now;
    const oldest = secondsBefore(now, OVERLAP_SECONDS);
    for (const [id, updatedAt] of this.#recent) if (updatedAt < oldest) this.#recent.delete(id);
  }

  /** Gives back what it holds open; its space is not to be searched any more. */
  close(): void {
    this.#index?.close();
  }

  async #open(): Promise<void> {
    const opened = await openSnapshot(this.#options, this.modelVersion);
    this.#isOpened = true;
    if (opened === undefined) return;
    this.#index = new SearchIndex(this.modelVersion, opened.base.D, opened.base, this.#options.threads);
    this.#completeUntil = new Date(opened.takenAt);
  }

  #apply(change: VectorChange): void {
    const id = change.kind === 'written' ? change.stored.productId : change.productId;
    if (change.updatedAt < (this.#recent.get(id) ?? '')) return;
    this.#recent.set(id, change.updatedAt);
    if (change.kind === 'removed') {
      this.#index?.remove(id);
      return;
    }
    const { vector, fields } = change.stored;
    this.#index ??= new SearchIndex(this.modelVersion, vector.length, undefined, this.#options.threads);
    try {
      this.#index.upsert(id, vector, fields);
    } catch (cause) {
      if (!(cause instanceof SearchIndexError)) throw cause;
      this.#options.onWarning(cause);
    }
  }
}

function secondsBefore(instant: Date, seconds: number): string {
  return new Date(instant.getTime() - seconds * 1000).toISOString();
}
