import { hasRow } from '../../core/search/bits.ts';
import type { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import { countBlockRows, type ProductLabels, type VectorTable } from '../../formats/exports/export-contents.ts';

export interface IndexTableOptions {
  /** Called after each block, with the number of rows that are read. A failure ends the reading. */
  readonly onRows: (rows: number) => Promise<void>;
  /** Of products, by id. @default none */
  readonly labels?: ReadonlyMap<string, ProductLabels> | undefined;
}

/** The vectors of an index, of length 1, in the order of its rows. */
export class IndexTable implements VectorTable {
  readonly modelVersion: string;
  readonly D: number;
  readonly ids: readonly string[];
  readonly #index: SnapshotIndex;
  readonly #rows: Uint32Array;
  readonly #options: IndexTableOptions;

  constructor(index: SnapshotIndex, options: IndexTableOptions) {
    this.modelVersion = index.modelVersion;
    this.D = index.D;
    this.#index = index;
    this.#options = options;
    const inUse = index.rowsInUse();
    this.#rows = new Uint32Array(index.size);
    let size = 0;
    for (let row = 0; row < inUse.length * 8; row++) if (hasRow(inUse, row)) this.#rows[size++] = row;
    this.ids = Array.from(this.#rows, (row) => index.idAt(row));
  }

  async *blocks(): AsyncGenerator<Float32Array, void, void> {
    const { D } = this;
    const atOnce = countBlockRows(D);
    for (let from = 0; from < this.#rows.length; from += atOnce) {
      const some = this.#rows.subarray(from, from + atOnce);
      const block = new Float32Array(some.length * D);
      for (const [i, row] of some.entries()) block.set(this.#index.vectorAt(row), i * D);
      yield block;
      await this.#options.onRows(from + some.length);
    }
  }

  labelsOf(row: number): ProductLabels {
    return this.#options.labels?.get(this.ids[row]!) ?? {};
  }
}
