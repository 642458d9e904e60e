import type { Product } from '../../core/catalog/product.ts';
import type { CatalogPart, ProductStore, StoredProduct, WriteOutcome, WriteStamp } from '../../ports/product-store.ts';

/** A stored product; without a `body` it is a tombstone. */
interface ProductRecord {
  readonly revision: string;
  readonly updatedAt: string;
  /** The product as JSON text, as in the table: values that JSON does not have are lost here too. */
  readonly body?: string;
}

/**
 * The catalog in memory, for tests. No object is shared with the caller, and tombstones never expire.
 * A write whose revision and content are stored already is a `duplicate`, also if another revision is expected. Otherwise
 * `expectedRevision` is checked first: a product that is not stored fails it, and a tombstone of another revision too.
 */
export class MemoryProductStore implements ProductStore {
  readonly #records = new Map<string, ProductRecord>();

  async get(id: string): Promise<StoredProduct | undefined> {
    const record = this.#records.get(id);
    return record && storedProductOf(record);
  }

  async put(stored: StoredProduct, expectedRevision?: string): Promise<WriteOutcome> {
    const { product, revision, updatedAt } = stored;
    return this.#write(product.id, { revision, updatedAt, body: JSON.stringify(product) }, expectedRevision);
  }

  async remove(id: string, at: WriteStamp, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(id, { revision: at.revision, updatedAt: at.updatedAt }, expectedRevision);
  }

  async *scan({ segment, segments }: CatalogPart = { segment: 0, segments: 1 }): AsyncIterable<StoredProduct> {
    for (const [index, record] of [...this.#records.values()].entries()) {
      if (index % segments !== segment) continue;
      const stored = storedProductOf(record);
      if (stored) yield stored;
    }
  }

  #write(id: string, record: ProductRecord, expectedRevision: string | undefined): WriteOutcome {
    const stored = this.#records.get(id);
    const current = stored?.revision;
    if (current === record.revision && stored?.body === record.body) return 'duplicate';
    if (expectedRevision !== undefined && current !== expectedRevision) return 'precondition-failed';
    if (current === record.revision) return 'duplicate';
    if (current !== undefined && current > record.revision) return 'stale';
    this.#records.set(id, record);
    return 'written';
  }
}

function storedProductOf({ body, revision, updatedAt }: ProductRecord): StoredProduct | undefined {
  return body === undefined ? undefined : { product: JSON.parse(body) as Product, revision, updatedAt };
}
