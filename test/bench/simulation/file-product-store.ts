import { setImmediate as breathe } from 'node:timers/promises';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { CatalogPart, ProductStore, StoredProduct, WriteOutcome } from '../../../lambdas/ports/product-store.ts';
import { RecordFile } from './record-file.ts';

/** What is kept of one product; without a `body` it is a tombstone. */
interface ProductRecord {
  readonly revision: string;
  readonly updatedAt: string;
  /** The product as JSON text. */
  readonly body?: string;
}

const SCANNED_AT_ONCE = 500;

/** The catalog in a file without a name, for a million products and more: in memory are some 40 bytes of each. */
export class FileProductStore implements ProductStore {
  readonly #file = new RecordFile();

  async get(id: string): Promise<StoredProduct | undefined> {
    const record = this.#find(id);
    return record && storedProductOf(record);
  }

  async put({ product, revision, updatedAt }: StoredProduct, expectedRevision?: string): Promise<WriteOutcome> {
    return this.#write(product.id, { revision, updatedAt, body: JSON.stringify(product) }, expectedRevision);
  }

  async remove(
    id: string,
    { revision, updatedAt }: { revision: string; updatedAt: string },
    expectedRevision?: string,
  ): Promise<WriteOutcome> {
    return this.#write(id, { revision, updatedAt }, expectedRevision);
  }

  async *scan({ segment, segments }: CatalogPart = { segment: 0, segments: 1 }): AsyncIterable<StoredProduct> {
    for (let row = segment, read = 0; row < this.#file.size; row += segments) {
      const stored = storedProductOf(recordOf(this.#file.at(row).bytes));
      if (stored) yield stored;
      if (++read % SCANNED_AT_ONCE === 0) await breathe();
    }
  }

  close(): void {
    this.#file.close();
  }

  #find(id: string): ProductRecord | undefined {
    const found = this.#file.find(id);
    return found && recordOf(found.bytes);
  }

  #write(id: string, record: ProductRecord, expectedRevision: string | undefined): WriteOutcome {
    const stored = this.#find(id);
    const current = stored?.revision;
    if (current === record.revision && stored?.body === record.body) return 'duplicate';
    if (expectedRevision !== undefined && current !== expectedRevision) return 'precondition-failed';
    if (current === record.revision) return 'duplicate';
    if (current !== undefined && current > record.revision) return 'stale';
    this.#file.set(id, Buffer.from(JSON.stringify(record)), Date.parse(record.updatedAt));
    return 'written';
  }
}

function recordOf(bytes: Buffer): ProductRecord {
  return JSON.parse(bytes.toString());
}

function storedProductOf({ body, revision, updatedAt }: ProductRecord): StoredProduct | undefined {
  return body === undefined ? undefined : { product: JSON.parse(body) as Product, revision, updatedAt };
}
