import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { runCatalogFile } from '../../formats/object-layout.ts';
import type { CatalogPart, ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { FrozenCatalog, RunStore } from '../../ports/run-store.ts';
import { StoreError } from '../../ports/store-error.ts';

/** Products of a file: as many as a part of the catalog that is embedded has. */
export const PRODUCTS_PER_FILE = 2500;
/** A file of large products ends before: one of 400 KB a product would have a gigabyte, twice in memory. */
const MAX_FILE_CHARACTERS = 32 * 2 ** 20;

/**
 * Keeps the catalog that a run reads, in files of the run: later steps read those, and do not scan the table again. They find
 * the products as they were. What changed since is found by the verification, which reads the table.
 */
export class CatalogFreezer {
  readonly #runs: Pick<RunStore, 'write'>;
  readonly #runId: string;
  #lines: string[] = [];
  /** Of the lines. */
  #characters = 0;
  #files: number;

  /** @param files Those that the run has already (default: none). */
  constructor(runs: Pick<RunStore, 'write'>, runId: string, files = 0) {
    this.#runs = runs;
    this.#runId = runId;
    this.#files = files;
  }

  /** The products, each of which is kept as it is read. */
  async *keep(products: AsyncIterable<StoredProduct>): AsyncGenerator<StoredProduct, void, void> {
    for await (const stored of products) {
      const line = JSON.stringify(stored);
      if (this.#characters + line.length > MAX_FILE_CHARACTERS) await this.#writeFile();
      this.#lines.push(line);
      this.#characters += line.length;
      if (this.#lines.length === PRODUCTS_PER_FILE) await this.#writeFile();
      yield stored;
    }
  }

  /** Writes the last file. */
  async end(): Promise<FrozenCatalog> {
    await this.#writeFile();
    return { runId: this.#runId, files: this.#files };
  }

  /** Writes the lines so far, if there are any. */
  async #writeFile(): Promise<void> {
    if (this.#lines.length === 0) return;
    const bytes = gzipSync(this.#lines.join('\n'), { level: constants.Z_BEST_SPEED });
    this.#lines = [];
    this.#characters = 0;
    await this.#runs.write(this.#runId, runCatalogFile(this.#files), bytes);
    this.#files += 1;
  }
}

export interface ReadCatalogPorts {
  readonly products: Pick<ProductStore, 'scan'>;
  readonly runs: Pick<RunStore, 'read'>;
}

/**
 * The products of one part of the catalog, as a run has kept them; from the table if it has not.
 * @throws StoreError `object-missing` for a file that has expired
 */
export async function* readCatalogPart(
  { products, runs }: ReadCatalogPorts,
  frozen: FrozenCatalog | undefined,
  { segment, segments }: CatalogPart,
): AsyncGenerator<StoredProduct, void, void> {
  if (frozen === undefined) return yield* products.scan({ segment, segments });
  for (let file = segment; file < frozen.files; file += segments) {
    const bytes = await runs.read(frozen.runId, runCatalogFile(file));
    if (bytes === undefined)
      throw new StoreError(
        'object-missing',
        `File ${file} of the catalog of ${frozen.runId} is gone: start a new run.`,
      );
    // The lines are what `keep` wrote.
    for (const line of gunzipSync(bytes).toString().split('\n')) yield JSON.parse(line) as StoredProduct;
  }
}
