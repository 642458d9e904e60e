import type { CatalogPart, ProductStore } from '../../ports/product-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import type {
  ChangePage,
  EmbeddedCatalog,
  EmbeddedProduct,
  NotEmbeddableMark,
  RemovedVector,
  StoredVector,
  VectorChange,
  VectorRemoval,
  VectorStore,
} from '../../ports/vector-store.ts';
import { isRemoval, readVectorChange } from '../shared/vector-change.ts';

const PAGE_CHANGES = 500;
const CHANGE_PARTS = 4;

/** The record of one product under one version; without `stored` it is a tombstone or a mark. */
interface VectorRecord {
  readonly productId: string;
  readonly revision: string;
  readonly updatedAt: string;
  readonly stored?: StoredVector;
  readonly notEmbeddable?: string;
}

/**
 * The vectors in memory, for tests. Vectors are copied on the way in and out. Tombstones never expire; `expire` deletes at once.
 * A write or removal of the stored revision replaces the record; a newer stored revision stays.
 */
export class MemoryVectorStore implements VectorStore {
  readonly changeParts = CHANGE_PARTS;
  /** Model version -> product id -> record. */
  readonly #versions = new Map<string, Map<string, VectorRecord>>();

  async get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    const change = this.#readOne(productId, modelVersion);
    return change?.kind === 'written' ? change.stored : undefined;
  }

  async whyNotEmbeddable(productId: string, modelVersion: string): Promise<NotEmbeddableMark | undefined> {
    const change = this.#readOne(productId, modelVersion);
    return change?.kind === 'removed' ? change.notEmbeddable : undefined;
  }

  async getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>> {
    const changes = productIds.map((id) => this.#readOne(id, modelVersion));
    return new Map(
      changes.flatMap((change) => (change?.kind === 'written' ? [[change.stored.productId, change.stored]] : [])),
    );
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const { updatedAt, onlyNewer = true } = options;
    for (const stored of lastOfEachProduct(vectors)) {
      const { productId, modelVersion, revision } = stored;
      this.#write(modelVersion, { productId, revision, updatedAt, stored: copyOf(stored) }, onlyNewer);
    }
  }

  async remove(productId: string, modelVersion: string, at: VectorRemoval): Promise<void> {
    this.#write(modelVersion, { productId, ...at }, true);
  }

  async *expire(modelVersion: string): AsyncIterable<number> {
    const records = this.#versions.get(modelVersion) ?? new Map<string, VectorRecord>();
    while (records.size > 0) {
      const some = [...records].slice(0, PAGE_CHANGES);
      for (const [id] of some) records.delete(id);
      yield some.filter(([, { stored, notEmbeddable }]) => stored || notEmbeddable !== undefined).length;
    }
  }

  async *changes(modelVersion: string, since = '', parts?: readonly number[]): AsyncIterable<VectorChange> {
    for (const record of [...(this.#versions.get(modelVersion)?.values() ?? [])]) {
      const isWanted = parts === undefined || parts.includes(partOf(record.productId));
      if (isWanted && record.updatedAt >= since) yield changeOf(record);
    }
  }

  async *removals(modelVersion: string, since: string): AsyncIterable<RemovedVector> {
    for (const record of [...(this.#versions.get(modelVersion)?.values() ?? [])]) {
      const change = record.stored || record.updatedAt < since ? undefined : changeOf(record);
      if (change && isRemoval(change)) yield change;
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

  #readOne(productId: string, modelVersion: string): VectorChange | undefined {
    const record = this.#versions.get(modelVersion)?.get(productId);
    return record && changeOf(record);
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

/** The part of the changes of a product. */
function partOf(productId: string): number {
  return Buffer.from(productId).reduce((sum, byte) => sum + byte, 0) % CHANGE_PARTS;
}

function copyOf(stored: StoredVector): StoredVector {
  return { ...stored, vector: stored.vector.slice() };
}

function changeOf({ productId, revision, updatedAt, stored, notEmbeddable }: VectorRecord): VectorChange {
  if (stored) return readVectorChange(copyOf(stored), updatedAt);
  const mark = notEmbeddable === undefined ? {} : { notEmbeddable: { revision, detail: notEmbeddable } };
  return { kind: 'removed', productId, updatedAt, ...mark };
}

/** Products and vectors of two stores in memory, for tests. */
export class MemoryEmbeddedCatalog implements EmbeddedCatalog {
  readonly #products: ProductStore;
  readonly #vectors: VectorStore;

  constructor(products: ProductStore, vectors: VectorStore) {
    this.#products = products;
    this.#vectors = vectors;
  }

  async *scan(modelVersion: string, part: CatalogPart): AsyncGenerator<EmbeddedProduct, void, void> {
    for await (const stored of this.#products.scan(part)) {
      const { id } = stored.product;
      const vector = await this.#vectors.get(id, modelVersion);
      yield { id, stored, ...(vector && { vector }) };
    }
    // Vectors in memory belong to no part of the catalog.
    if (part.segment === 0) yield* this.#orphans(modelVersion);
  }

  async *#orphans(modelVersion: string): AsyncGenerator<EmbeddedProduct, void, void> {
    for await (const change of this.#vectors.changes(modelVersion)) {
      if (change.kind === 'removed') continue;
      const id = change.stored.productId;
      if ((await this.#products.get(id)) === undefined) yield { id, vector: change.stored };
    }
  }
}
