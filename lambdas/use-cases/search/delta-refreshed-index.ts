import { setImmediate as breathe } from 'node:timers/promises';
import { SearchIndexError } from '../../core/search/delta-index.ts';
import { SearchIndex } from '../../core/search/search-index.ts';
import type { Pointer } from '../../ports/model-pointers.ts';
import type { VectorChange, VectorStore } from '../../ports/vector-store.ts';
import { type ReadAhead, readAhead } from '../../shared/concurrency.ts';
import { APPEARING_SECONDS, mayHaveChanged } from '../common/announced-changes.ts';
import type { LateReading } from './late-reading.ts';
import { type OpenSnapshot, type OpenSnapshotOptions, openSnapshot } from './open-snapshot.ts';

/**
 * Each part of the changes is read within this time, also if none are announced: an announcement may be lost. One part at each
 * refresh, so that 16 parts are read in turn in this time if the index is refreshed every 2 seconds.
 */
const SWEEP_SECONDS = 32;

/** After an opening that took this long the changes are read again: those that were read meanwhile may be as old. */
const MAX_AHEAD_SECONDS = 1;

/** Changes that are held while the segments of a snapshot are read. The rest is read afterwards. */
const MAX_CHANGES_AHEAD = 10_000;

/** After so many changes other work is done, such as a search in another index. */
const CHANGES_AT_ONCE = 128;

/** `onWarning` also receives why a vector does not fit into the index; its product is left out. */
export interface DeltaRefreshedIndexOptions extends OpenSnapshotOptions {
  readonly vectors: Pick<VectorStore, 'changes' | 'changeParts' | 'removals'>;
}

/** The index of one model version: its newest sound snapshot, if present, and a delta that each refresh brings up to date. */
export class DeltaRefreshedIndex {
  readonly modelVersion: string;
  readonly #options: DeltaRefreshedIndexOptions;
  /** Product id -> time of its last change, for changes that the next read may return again, or may return an older state of. */
  readonly #recent = new Map<string, string>();
  #index: SearchIndex | undefined;
  #isOpened = false;
  #reading: LateReading | undefined;
  readonly #closing = new AbortController();
  /** By part of the changes: those from here on are missing. Empty while all are missing. */
  readonly #completeUntil: Date[] = [];
  /** When all parts were last read. */
  #allReadAt: Date | undefined;
  #readAt: Date | undefined;
  /** Until when the removals of another version are taken out. */
  #removedUntil: Date | undefined;

  constructor(options: DeltaRefreshedIndexOptions, modelVersion: string) {
    this.#options = options;
    this.modelVersion = modelVersion;
  }

  /** Undefined while the version has no vectors. */
  get index(): SearchIndex | undefined {
    return this.#index;
  }

  /** Reads the vectors of the index that are missing; undefined if none are. */
  get reading(): LateReading | undefined {
    return this.#reading?.isLate ? this.#reading : undefined;
  }

  /** RFC 3339: the index contains all changes up to here. Undefined before the first refresh. */
  get asOf(): string | undefined {
    return this.#readAt?.toISOString();
  }

  /**
   * Reads the changes since the last refresh, and overlaps it by the time that a change takes to appear. The first refresh
   * reads the snapshot and the changes since, or all vectors if there is no snapshot. It reads both at the same time, and the
   * changes again if that takes long. If it throws, `asOf` stays, and the next refresh reads what this one missed.
   * @param live The pointer to this version, with the changes that are announced. Without it, all changes are read.
   */
  async refresh(now: Date, live?: Pointer): Promise<void> {
    const ahead = this.#isOpened ? undefined : await this.#openSnapshot();
    const isQuiet = live && this.#allReadAt && !mayHaveChanged(live, this.#allReadAt);
    if (isQuiet) await this.#readParts(this.#partsInTurn(now), now);
    else {
      await this.#readParts(undefined, now, ahead);
      if (ahead && this.#secondsSince(now) >= MAX_AHEAD_SECONDS) await this.#readParts(undefined, now);
      this.#allReadAt = now;
    }
    this.#readAt = now;
    this.#removedUntil = undefined;
    this.#forgetOldChanges();
  }

  /** Takes a product out that was removed at a time (RFC 3339), before a refresh reads its removal. */
  forget(productId: string, updatedAt: string): void {
    this.#apply({ kind: 'removed', productId, updatedAt });
  }

  /**
   * Takes out the products that another version has had no vector of since this index was last refreshed: it is searched
   * although the other version is live, whose index is still being read.
   */
  async forgetRemoved(now: Date, live: Pointer): Promise<void> {
    const from = this.#removedUntil ?? this.#readAt ?? now;
    const since = secondsBefore(from, APPEARING_SECONDS);
    for await (const { productId, updatedAt } of this.#options.vectors.removals(live.version, since)) {
      if (this.#closing.signal.aborted) return;
      this.forget(productId, updatedAt);
    }
    this.#removedUntil = now;
  }

  /** Closes the files of the index, or ends its opening. Do not search in it afterwards. */
  close(): void {
    this.#closing.abort();
    this.#index?.close();
  }

  /** @returns the changes since the snapshot, which are being read; undefined without a snapshot */
  async #openSnapshot(): Promise<AsyncIterable<VectorChange> | undefined> {
    const { signal } = this.#closing;
    let ahead: ReadAhead<VectorChange> | undefined;
    const onSnapshot = (takenAt: string) => {
      ahead?.stop();
      const since = secondsBefore(new Date(takenAt), APPEARING_SECONDS);
      ahead = readAhead(this.#options.vectors.changes(this.modelVersion, since), MAX_CHANGES_AHEAD);
    };
    try {
      const opened = await openSnapshot(this.#options, this.modelVersion, { signal, onSnapshot });
      if (signal.aborted) opened?.snapshot.close();
      signal.throwIfAborted();
      this.#isOpened = true;
      if (opened) this.#hold(opened);
    } finally {
      if (this.#index === undefined) ahead?.stop();
    }
    return this.#index && ahead?.items;
  }

  #hold({ snapshot, takenAt, reading }: OpenSnapshot): void {
    this.#reading = reading;
    this.#index = new SearchIndex(this.modelVersion, snapshot.D, snapshot, this.#options.threads);
    this.#completeUntil.push(...this.#allParts().map(() => new Date(takenAt)));
  }

  #secondsSince(instant: Date): number {
    return (this.#options.clock.now().getTime() - instant.getTime()) / 1000;
  }

  #allParts(): number[] {
    return Array.from({ length: this.#options.vectors.changeParts }, (_, part) => part);
  }

  /** The part that was read longest ago, and those that were not read for `SWEEP_SECONDS`. */
  #partsInTurn(now: Date): number[] {
    const agesMs = this.#completeUntil.map((at) => now.getTime() - at.getTime());
    const oldest = agesMs.indexOf(Math.max(...agesMs));
    return this.#allParts().filter((part) => part === oldest || agesMs[part]! >= SWEEP_SECONDS * 1000);
  }

  /** @param parts Undefined: all. @param ahead The changes of these parts, if they are being read already. */
  async #readParts(
    parts: readonly number[] | undefined,
    now: Date,
    ahead?: AsyncIterable<VectorChange>,
  ): Promise<void> {
    const read = parts ?? this.#allParts();
    const changes = ahead ?? this.#options.vectors.changes(this.modelVersion, this.#sinceOf(read), parts);
    let applied = 0;
    for await (const change of changes) {
      this.#apply(change);
      if (++applied % CHANGES_AT_ONCE === 0) await breathe();
      this.#closing.signal.throwIfAborted();
    }
    for (const part of read) this.#completeUntil[part] = now;
  }

  /** The time from which on changes of parts may be missing; undefined: all are. */
  #sinceOf(parts: readonly number[]): string | undefined {
    const times = parts.map((part) => this.#completeUntil[part]?.getTime() ?? Number.NEGATIVE_INFINITY);
    const earliest = Math.min(...times);
    return Number.isFinite(earliest) ? secondsBefore(new Date(earliest), APPEARING_SECONDS) : undefined;
  }

  /** Forgets the times of changes that no read returns any more. */
  #forgetOldChanges(): void {
    const oldest = this.#sinceOf(this.#allParts())!;
    for (const [id, updatedAt] of this.#recent) if (updatedAt < oldest) this.#recent.delete(id);
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
