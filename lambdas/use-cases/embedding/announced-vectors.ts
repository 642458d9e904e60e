import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type {
  ChangePage,
  NotEmbeddableMark,
  RemovedVector,
  StoredVector,
  VectorChange,
  VectorRemoval,
  VectorStore,
} from '../../ports/vector-store.ts';
import { ANNOUNCED_SECONDS } from '../common/announced-changes.ts';

export interface AnnouncedVectorsOptions {
  readonly vectors: VectorStore;
  readonly pointers: Pick<ModelPointers, 'announceChanges'>;
  readonly clock: Clock;
  /** Receives why changes could not be announced. They are written all the same, and readers find them later. */
  readonly onWarning: (cause: unknown) => void;
}

/** An announcement: it holds once `made` is resolved. */
interface Announcement {
  readonly until: string;
  readonly made: Promise<void>;
}

/**
 * The vectors, of which each change is announced before it is written (announced-changes.ts), and again after a write that
 * took longer than its announcement, such as a throttled one. Writes in bulk are not announced: they are for a version
 * that is not served yet.
 */
export class AnnouncedVectors implements VectorStore {
  readonly changeParts: number;
  readonly #vectors: VectorStore;
  readonly #pointers: AnnouncedVectorsOptions['pointers'];
  readonly #clock: Clock;
  readonly #onWarning: AnnouncedVectorsOptions['onWarning'];
  /** By model version: the last announcement. */
  readonly #announced = new Map<string, Announcement>();

  constructor({ vectors, pointers, clock, onWarning }: AnnouncedVectorsOptions) {
    this.changeParts = vectors.changeParts;
    this.#vectors = vectors;
    this.#pointers = pointers;
    this.#clock = clock;
    this.#onWarning = onWarning;
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const modelVersion = vectors[0]?.modelVersion;
    const write = () => this.#vectors.putMany(vectors, options);
    if (modelVersion === undefined || options.onlyNewer === false) return write();
    await this.#writeAnnounced(modelVersion, options.updatedAt, write);
  }

  async remove(productId: string, modelVersion: string, at: VectorRemoval): Promise<void> {
    await this.#writeAnnounced(modelVersion, at.updatedAt, () => this.#vectors.remove(productId, modelVersion, at));
  }

  get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    return this.#vectors.get(productId, modelVersion);
  }

  getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>> {
    return this.#vectors.getMany(productIds, modelVersion);
  }

  whyNotEmbeddable(productId: string, modelVersion: string): Promise<NotEmbeddableMark | undefined> {
    return this.#vectors.whyNotEmbeddable(productId, modelVersion);
  }

  expire(modelVersion: string, at: string): AsyncIterable<number> {
    return this.#vectors.expire(modelVersion, at);
  }

  changes(modelVersion: string, since?: string, parts?: readonly number[]): AsyncIterable<VectorChange> {
    return this.#vectors.changes(modelVersion, since, parts);
  }

  removals(modelVersion: string, since: string): AsyncIterable<RemovedVector> {
    return this.#vectors.removals(modelVersion, since);
  }

  changePages(modelVersion: string, after?: string): AsyncIterable<ChangePage> {
    return this.#vectors.changePages(modelVersion, after);
  }

  async #writeAnnounced(modelVersion: string, at: string, write: () => Promise<void>): Promise<void> {
    await this.#announce(modelVersion, at);
    try {
      await write();
    } finally {
      // Some of the changes may be there although the write failed.
      const now = this.#clock.now().toISOString();
      if (now > announcedUntil(at)) await this.#announce(modelVersion, now);
    }
  }

  /** @param at When the change is made (RFC 3339). */
  async #announce(modelVersion: string, at: string): Promise<void> {
    const last = this.#announced.get(modelVersion);
    if (last && at <= last.until) return last.made;
    const until = announcedUntil(at);
    const made = this.#pointers.announceChanges(modelVersion, until).catch((cause: unknown) => {
      this.#announced.delete(modelVersion);
      this.#onWarning(cause);
    });
    this.#announced.set(modelVersion, { until, made });
    return made;
  }
}

function announcedUntil(at: string): string {
  return new Date(Date.parse(at) + ANNOUNCED_SECONDS * 1000).toISOString();
}
