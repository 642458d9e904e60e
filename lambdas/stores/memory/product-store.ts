import type {
  CatalogPart,
  ProductState,
  ProductStore,
  StoredProduct,
  WriteOutcome,
  WriteStamp,
} from '../../ports/product-store.ts';
import { outcomeOfWrite, type ProductRecord, recordOfProduct, stateOf, storedProductOf } from './product-record.ts';

/** The catalog in memory, for tests. No object is shared with the caller, and tombstones never expire. */
export class MemoryProductStore implements ProductStore {
  readonly #records = new Map<string, ProductRecord>();

  async get(id: string): Promise<StoredProduct | undefined> {
    const record = this.#records.get(id);
    return record && storedProductOf(record);
  }

  async getStates(ids: readonly string[]): Promise<ReadonlyMap<string, ProductState>> {
    const found = ids.flatMap((id) => {
      const record = this.#records.get(id);
      return record ? [[id, stateOf(id, record)] as const] : [];
    });
    return new Map(found);
  }

  async put(stored: StoredProduct, expectedRevision?: string | null): Promise<WriteOutcome> {
    return this.#write(stored.product.id, recordOfProduct(stored), expectedRevision);
  }

  async remove(id: string, { revision, updatedAt }: WriteStamp, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(id, { revision, updatedAt }, expectedRevision);
  }

  async *scan(part?: CatalogPart): AsyncIterable<StoredProduct> {
    for (const [, record] of this.#part(part)) {
      const stored = storedProductOf(record);
      if (stored) yield stored;
    }
  }

  async *scanStates(part?: CatalogPart): AsyncIterable<ProductState> {
    for (const [id, record] of this.#part(part)) yield stateOf(id, record);
  }

  #part({ segment, segments }: CatalogPart = { segment: 0, segments: 1 }): [string, ProductRecord][] {
    return [...this.#records].filter((_, index) => index % segments === segment);
  }

  #write(id: string, record: ProductRecord, expectedRevision: string | null | undefined): WriteOutcome {
    const outcome = outcomeOfWrite(this.#records.get(id), record, expectedRevision);
    if (outcome === 'written') this.#records.set(id, record);
    return outcome;
  }
}
