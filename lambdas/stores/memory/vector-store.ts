import type { WriteStamp } from '../../ports/product-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { ChangePage, StoredVector, VectorChange, VectorStore } from '../../ports/vector-store.ts';

const PAGE_CHANGES = 500;

/** The record of one product under one version; without `stored` it is a tombstone. */
interface VectorRecord {
  readonly productId: string;
  readonly revision: string;
  readonly updatedAt: string;
  readonly stored?: StoredVector;
}

/**
 * The vectors in memory, for tests. Vectors are copied on the way in and out. Tombstones never expire; `expire` deletes at once.
 * A write or removal of the stored revision replaces the record; a newer stored revision stays.
 */
export class MemoryVectorStore implements VectorStore {
  /** Model version -> product id -> record. */
  readonly #versions = new Map<string, Map<string, VectorRecord>>();

  async get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    const stored = this.#versions.get(modelVersion)?.get(productId)?.stored;
    return stored && copyOf(stored);
  }

  async getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>> {
    const found = new Map<string, StoredVector>();
    for (const id of productIds) {
      const stored = this.#versions.get(modelVersion)?.get(id)?.stored;
      if (stored) found.set(id, copyOf(stored));
    }
    return found;
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const { updatedAt, onlyNewer = true } = options;
    for (const stored of lastOfEachProduct(vectors)) {
      const { productId, modelVersion, revision } = stored;
      this.#write(modelVersion, { productId, revision, updatedAt, stored: copyOf(stored) }, onlyNewer);
    }
  }

  async remove(productId: string, modelVersion: string, at: WriteStamp): Promise<void> {
    this.#write(modelVersion, { productId, revision: at.revision, updatedAt: at.updatedAt }, true);
  }

  async *expire(modelVersion: string): AsyncIterable<number> {
    const records = this.#versions.get(modelVersion) ?? new Map<string, VectorRecord>();
    while (records.size > 0) {
      const some = [...records].slice(0, PAGE_CHANGES);
      for (const [id] of some) records.delete(id);
      yield some.filter(([, { stored }]) => stored).length;
    }
  }

  async *changes(modelVersion: string, since = ''): AsyncIterable<VectorChange> {
    for (const record of [...(this.#versions.get(modelVersion)?.values() ?? [])]) {
      if (record.updatedAt >= since) yield changeOf(record);
    }
  }

  /** A cursor is the number of changes before it: records stay in their order. */
  async *changePages(modelVersion: string, after = '0'): AsyncIterable<ChangePage> {
    if (!/^\d+$/.test(after)) throw invalidCursor(after);
    let at = 0;
    let changes: VectorChange[] = [];
    for await (const change of this.changes(modelVersion)) {
      if (at++ < Number(after)) continue;
      changes.push(change);
      if (changes.length < PAGE_CHANGES) continue;
      yield { changes, cursor: String(at) };
      changes = [];
    }
    if (changes.length > 0) yield { changes, cursor: String(at) };
  }

  #write(modelVersion: string, record: VectorRecord, onlyNewer: boolean): void {
    const records = this.#versions.get(modelVersion) ?? new Map<string, VectorRecord>();
    this.#versions.set(modelVersion, records);
    const current = records.get(record.productId);
    if (onlyNewer && current && current.revision > record.revision) return;
    records.set(record.productId, record);
  }
}

function invalidCursor(cursor: string): StoreError {
  return new StoreError(
    'invalid-cursor',
    `"${cursor}" is not a cursor of this list of changes: read from the beginning.`,
  );
}

function lastOfEachProduct(vectors: readonly StoredVector[]): Iterable<StoredVector> {
  return new Map(vectors.map((stored) => [JSON.stringify([stored.modelVersion, stored.productId]), stored])).values();
}

function copyOf(stored: StoredVector): StoredVector {
  return { ...stored, vector: stored.vector.slice() };
}

function changeOf({ productId, updatedAt, stored }: VectorRecord): VectorChange {
  return stored ? { kind: 'written', stored: copyOf(stored), updatedAt } : { kind: 'removed', productId, updatedAt };
}
