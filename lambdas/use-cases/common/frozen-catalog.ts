import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { runCatalogFile } from '../../formats/object-layout.ts';
import type { CatalogPart, ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { FrozenCatalog, RunStore } from '../../ports/run-store.ts';
import { StoreError } from '../../ports/store-error.ts';

/** Products of a file: as many as a part of the catalog that is embedded has. */
export const PRODUCTS_PER_FILE = 2500;

/**
 * Keeps the catalog that a run reads, in files of the run: later steps read those, and do not scan the table again. They find
 * the products as they were. What changed since is found by the verification, which reads the table.
 */
export class CatalogFreezer {
  readonly #runs: Pick<RunStore, 'write'>;
  readonly #runId: string;
  #lines: string[] = [];
  #files = 0;

  constructor(runs: Pick<RunStore, 'write'>, runId: string) {
    this.#runs = runs;
    this.#runId = runId;
  }

  /** The products, each of which is kept as it is read. */
  async *keep(products: AsyncIterable<StoredProduct>): AsyncGenerator<StoredProduct, void, void> {
    for await (const stored of products) {
      this.#lines.push(JSON.stringify(stored));
      if (this.#lines.length === PRODUCTS_PER_FILE) await this.#writeFile();
      yield stored;
    }
  }

  /** Writes the last file. */
  async end(): Promise<FrozenCatalog> {
    if (this.#lines.length > 0) await this.#writeFile();
    return { runId: this.#runId, files: this.#files };
  }

  async #writeFile(): Promise<void> {
    const bytes = gzipSync(this.#lines.join('\n'), { level: constants.Z_BEST_SPEED });
    this.#lines = [];
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
