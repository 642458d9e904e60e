import { setImmediate as breathe } from 'node:timers/promises';
import type { UploadObject, UploadStore } from '../../../lambdas/ports/upload-store.ts';
import { catalogProducts } from '../synthetic-catalog.ts';

/** Lines of a chunk. */
const LINES_AT_ONCE = 256;

/** An upload store with one upload, a catalog that is made while it is read: it needs no room. */
export class SyntheticUploads implements UploadStore {
  readonly object: UploadObject = {
    key: 'catalog/synthetic.jsonl',
    // Nobody counts them; an empty object would be passed over.
    bytes: 1,
    etag: 'synthetic',
    lastModified: '2026-01-01T00:00:00.000Z',
  };
  readonly products: number;
  readonly #signal: AbortSignal;

  /** @param signal Ends the reading. */
  constructor(products: number, signal: AbortSignal) {
    this.products = products;
    this.#signal = signal;
  }

  async find(key: string): Promise<UploadObject | undefined> {
    return key === this.object.key ? this.object : undefined;
  }

  async *list(prefix: string): AsyncIterable<UploadObject> {
    if (this.object.key.startsWith(prefix)) yield this.object;
  }

  async open(): Promise<AsyncIterable<Uint8Array>> {
    return chunksOf(this.products, this.#signal);
  }
}

async function* chunksOf(products: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  let lines: string[] = [];
  for (const product of catalogProducts(products)) {
    lines.push(`${JSON.stringify(product)}\n`);
    if (lines.length < LINES_AT_ONCE) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
    await breathe();
    signal.throwIfAborted();
  }
  yield Buffer.from(lines.join(''));
}
