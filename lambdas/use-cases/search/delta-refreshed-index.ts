import { SearchIndexError } from '../../core/search/delta-index.ts';
import { SearchIndex } from '../../core/search/search-index.ts';
import type { VectorChange, VectorStore } from '../../ports/vector-store.ts';
import { type OpenSnapshotOptions, openSnapshot } from './open-snapshot.ts';

/** Each read of changes overlaps the one before by this time, because clocks differ and the changes index lags. */
const OVERLAP_SECONDS = 10;

/** `onWarning` also receives why a vector does not fit into the index; its product is left out. */
export interface DeltaRefreshedIndexOptions extends OpenSnapshotOptions {
  readonly vectors: Pick<VectorStore, 'changes'>;
}

/** The index of one model version: its newest sound snapshot, if present, and a delta that each refresh brings up to date. */
export class DeltaRefreshedIndex {
  readonly modelVersion: string;
  readonly #options: DeltaRefreshedIndexOptions;
  /** Product id -> time of its last change, for changes that the next read may return again, or may return an older state of. */
  readonly #recent = new Map<string, string>();
  #index: SearchIndex | undefined;
  #isOpened = false;
  /** Changes from here on are missing; undefined while all are missing. */
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

  /** RFC 3339: the index contains all changes up to here. Undefined before the first refresh. */
  get asOf(): string | undefined {
    return this.#readAt?.toISOString();
  }

  /**
   * Reads the changes since the last refresh. The first refresh reads the snapshot and the changes since, or all vectors if
   * there is no snapshot. If it throws, `asOf` stays, and the next refresh reads what this one missed.
   */
  async refresh(now: Date): Promise<void> {
    if (!this.#isOpened) await this.#openSnapshot();
    const since = this.#completeUntil && secondsBefore(this.#completeUntil, OVERLAP_SECONDS);
    for await (const change of this.#options.vectors.changes(this.modelVersion, since)) this.#apply(change);
    this.#completeUntil = now;
    this.#readAt = now;
    const oldest = secondsBefore(now, OVERLAP_SECONDS);
    for (const [id, updatedAt] of this.#recent) if (updatedAt < oldest) this.#recent.delete(id);
  }

  /** Takes a product out that was removed at a time (RFC 3339), before a refresh reads its removal. */
  forget(productId: string, updatedAt: string): void {
    this.#apply({ kind: 'removed', productId, updatedAt });
  }

  /** Closes the files of the index. Do not search in it afterwards. */
  close(): void {
    this.#index?.close();
  }

  async #openSnapshot(): Promise<void> {
    const opened = await openSnapshot(this.#options, this.modelVersion);
    this.#isOpened = true;
    if (opened === undefined) return;
    const { snapshot, takenAt } = opened;
    this.#index = new SearchIndex(this.modelVersion, snapshot.D, snapshot, this.#options.threads);
    this.#completeUntil = new Date(takenAt);
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
      // An old vector must not stand for a product that has changed.
      this.#index.remove(id);
      this.#options.onWarning(cause);
    }
  }
}

function secondsBefore(instant: Date, seconds: number): string {
  return new Date(instant.getTime() - seconds * 1000).toISOString();
}
