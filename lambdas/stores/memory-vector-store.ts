import type { StoredVector, VectorChange, VectorStore } from '../ports/vector-store.ts';

/** What is kept of one product under one version; without `stored` it is a removal. */
interface VectorRecord {
  readonly productId: string;
  readonly revision: string;
  readonly updatedAt: string;
  readonly stored?: StoredVector;
}

/**
 * The vectors in memory, for tests. Vectors are copied on the way in and out, removals never expire, and a version that is to expire is gone at once.
 * A write or removal of the stored revision replaces what is stored; only a newer revision is kept.
 */
export class MemoryVectorStore implements VectorStore {
  /** Model version -> product id -> record. */
  readonly #versions = new Map<string, Map<string, VectorRecord>>();

  async get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    const stored = this.#versions.get(modelVersion)?.get(productId)?.stored;
    return stored && copyOf(stored);
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const { updatedAt, onlyNewer = true } = options;
    for (const stored of lastOfEachProduct(vectors)) {
      const { productId, modelVersion, revision } = stored;
      this.#write(modelVersion, { productId, revision, updatedAt, stored: copyOf(stored) }, onlyNewer);
    }
  }

  async remove(productId: string, modelVersion: string, at: { revision: string; updatedAt: string }): Promise<void> {
    this.#write(modelVersion, { productId, revision: at.revision, updatedAt: at.updatedAt }, true);
  }

  async expire(modelVersion: string): Promise<void> {
    this.#versions.delete(modelVersion);
  }

  async *changes(modelVersion: string, since = ''): AsyncIterable<VectorChange> {
    for (const record of [...(this.#versions.get(modelVersion)?.values() ?? [])]) {
      if (record.updatedAt >= since) yield changeOf(record);
    }
  }

  #write(modelVersion: string, record: VectorRecord, onlyNewer: boolean): void {
    const records = this.#versions.get(modelVersion) ?? new Map<string, VectorRecord>();
    this.#versions.set(modelVersion, records);
    const current = records.get(record.productId);
    if (onlyNewer && current && current.revision > record.revision) return;
    records.set(record.productId, record);
  }
}

function lastOfEachProduct(vectors: readonly StoredVector[]): Iterable<StoredVector> {
  return new Map(vectors.map((stored) => [JSON.stringify([stored.modelVersion, stored.productId]), stored])).values();
}

function copyOf({ productId, modelVersion, vector, revision }: StoredVector): StoredVector {
  return { productId, modelVersion, vector: vector.slice(), revision };
}

function changeOf({ productId, updatedAt, stored }: VectorRecord): VectorChange {
  return stored ? { kind: 'written', stored: copyOf(stored), updatedAt } : { kind: 'removed', productId, updatedAt };
}
