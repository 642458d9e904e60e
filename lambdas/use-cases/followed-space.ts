import { SpaceError, VectorSpace } from '../core/search/vector-space.ts';
import type { VectorChange, VectorStore } from '../ports/vector-store.ts';

/** How far back each reading overlaps the one before: for clocks that differ and an index that lags. */
const OVERLAP_SECONDS = 10;

/** The vectors of one model version in memory, brought up to date by reading what changed since. */
export class FollowedSpace {
  readonly modelVersion: string;
  readonly #vectors: VectorStore;
  readonly #onBadVector: (cause: SpaceError) => void;
  /** Product id -> when it last changed, for changes that the next reading may bring again, or bring an older state of. */
  readonly #recent = new Map<string, string>();
  #space: VectorSpace | undefined;
  #readAt: Date | undefined;

  /** @param onBadVector Told of a vector that does not belong into the space; the product keeps the one it had, if any. */
  constructor(vectors: VectorStore, modelVersion: string, onBadVector: (cause: SpaceError) => void) {
    this.#vectors = vectors;
    this.modelVersion = modelVersion;
    this.#onBadVector = onBadVector;
  }

  /** Undefined while the version has no vectors. */
  get space(): VectorSpace | undefined {
    return this.#space;
  }

  /** RFC 3339: changes up to here are in; undefined before the first reading. */
  get asOf(): string | undefined {
    return this.#readAt?.toISOString();
  }

  /**
   * Reads what changed since the last reading (the first time: everything). When it throws, `asOf` stays, and the next
   * reading brings all that this one missed.
   */
  async refresh(now: Date): Promise<void> {
    const since = this.#readAt && new Date(this.#readAt.getTime() - OVERLAP_SECONDS * 1000).toISOString();
    for await (const change of this.#vectors.changes(this.modelVersion, since)) this.#apply(change);
    this.#readAt = now;
    const oldest = new Date(now.getTime() - OVERLAP_SECONDS * 1000).toISOString();
    for (const [id, updatedAt] of this.#recent) if (updatedAt < oldest) this.#recent.delete(id);
  }

  #apply(change: VectorChange): void {
    const id = change.kind === 'written' ? change.stored.productId : change.productId;
    if (change.updatedAt < (this.#recent.get(id) ?? '')) return;
    this.#recent.set(id, change.updatedAt);
    if (change.kind === 'removed') {
      this.#space?.remove(id);
      return;
    }
    const { vector } = change.stored;
    this.#space ??= new VectorSpace(this.modelVersion, vector.length);
    try {
      this.#space.upsert(id, vector);
    } catch (cause) {
      if (!(cause instanceof SpaceError)) throw cause;
      this.#onBadVector(cause);
    }
  }
}
