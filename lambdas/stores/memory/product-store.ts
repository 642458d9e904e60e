import type {
  CatalogPage,
  CatalogPages,
  CatalogPart,
  CatalogPlace,
  ProductState,
  ProductStore,
  StoredProduct,
  WriteOutcome,
  WriteStamp,
} from '../../ports/product-store.ts';
import { outcomeOfWrite, type ProductRecord, recordOfProduct, stateOf, storedProductOf } from './product-record.ts';

/** The catalog in memory, for tests. No object is shared with the caller, and tombstones never expire. */
export class MemoryProductStore implements ProductStore, CatalogPages {
  readonly #records = new Map<string, ProductRecord>();

  async get(id: string): Promise<StoredProduct | undefined> {
    const record = this.#records.get(id);
    return record && storedProductOf(record);
  }

  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredProduct>> {
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return new Map(found.flatMap((stored) => (stored ? [[stored.product.id, stored]] : [])));
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

  async scanPage(limit: number, after?: CatalogPlace): Promise<CatalogPage> {
    const records = [...this.#records];
    const start = after === undefined ? 0 : records.findIndex(([id]) => id === after.id) + 1;
    const page = records.slice(start, start + limit);
    const products = page.flatMap(([, record]) => storedProductOf(record) ?? []);
    const last = page.at(-1)?.[0];
    return { products, ...(last !== undefined && start + limit < records.length && { end: { id: last } }) };
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
