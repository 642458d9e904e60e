import { setImmediate as breathe } from 'node:timers/promises';
import type {
  CatalogPart,
  ProductState,
  ProductStore,
  StoredProduct,
  WriteOutcome,
  WriteStamp,
} from '../../../lambdas/ports/product-store.ts';
import {
  outcomeOfWrite,
  type ProductRecord,
  recordOfProduct,
  stateOf,
  storedProductOf,
} from '../../../lambdas/stores/memory/product-record.ts';
import { RecordFile } from './record-file.ts';

const SCANNED_AT_ONCE = 500;

/** The catalog in a file without a name, for a million products and more: in memory are some 40 bytes of each. */
export class FileProductStore implements ProductStore {
  readonly #file = new RecordFile();

  async get(id: string): Promise<StoredProduct | undefined> {
    const record = this.#find(id);
    return record && storedProductOf(record);
  }

  async getMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredProduct>> {
    const found = await Promise.all(ids.map((id) => this.get(id)));
    return new Map(found.flatMap((stored) => (stored ? [[stored.product.id, stored]] : [])));
  }

  async getStates(ids: readonly string[]): Promise<ReadonlyMap<string, ProductState>> {
    const states = new Map<string, ProductState>();
    for (const id of ids) {
      const record = this.#find(id);
      if (record) states.set(id, stateOf(id, record));
    }
    return states;
  }

  async put(stored: StoredProduct, expectedRevision?: string | null): Promise<WriteOutcome> {
    return this.#write(stored.product.id, recordOfProduct(stored), expectedRevision);
  }

  async remove(id: string, { revision, updatedAt }: WriteStamp, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(id, { revision, updatedAt }, expectedRevision);
  }

  async *scan(part?: CatalogPart): AsyncIterable<StoredProduct> {
    for await (const [, record] of this.#scan(part)) {
      const stored = storedProductOf(record);
      if (stored) yield stored;
    }
  }

  async *scanStates(part?: CatalogPart): AsyncIterable<ProductState> {
    for await (const [id, record] of this.#scan(part)) yield stateOf(id, record);
  }

  close(): void {
    this.#file.close();
  }

  async *#scan(
    { segment, segments }: CatalogPart = { segment: 0, segments: 1 },
  ): AsyncGenerator<readonly [string, ProductRecord]> {
    for (let row = segment, read = 0; row < this.#file.size; row += segments) {
      const { key, bytes } = this.#file.at(row);
      yield [key, recordOf(bytes)];
      if (++read % SCANNED_AT_ONCE === 0) await breathe();
    }
  }

  #find(id: string): ProductRecord | undefined {
    const found = this.#file.find(id);
    return found && recordOf(found.bytes);
  }

  #write(id: string, record: ProductRecord, expectedRevision: string | null | undefined): WriteOutcome {
    const outcome = outcomeOfWrite(this.#find(id), record, expectedRevision);
    if (outcome === 'written') this.#file.set(id, Buffer.from(JSON.stringify(record)), Date.parse(record.updatedAt));
    return outcome;
  }
}

function recordOf(bytes: Buffer): ProductRecord {
  return JSON.parse(bytes.toString());
}
