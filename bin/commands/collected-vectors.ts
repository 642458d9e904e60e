import type { Product } from '../../lambdas/core/catalog/product.ts';
import { countBlockRows, type ProductLabels, type VectorTable } from '../../lambdas/formats/exports/export-contents.ts';
import type { VectorSink } from './embedded-products.ts';

/**
 * The vectors of a catalog, in the order in which its products first came. Holds 4 D bytes per product and its id,
 * and its labels if they are asked for.
 */
export class CollectedVectors implements VectorSink, VectorTable {
  readonly modelVersion: string;
  readonly D: number;
  readonly #keepsLabels: boolean;
  readonly #blockRows: number;
  readonly #blocks: Float32Array[] = [];
  /** Product id -> row, in the order of the rows. The rows of removed products stay in the blocks. */
  readonly #rows = new Map<string, number>();
  readonly #labels: ProductLabels[] = [];
  /** The number of rows. */
  #used = 0;
  /** The ids of `#rows`, once they are asked for. */
  #ids: readonly string[] | undefined;

  constructor(
    modelVersion: string,
    D: number,
    { keepsLabels = false }: { readonly keepsLabels?: boolean | undefined } = {},
  ) {
    this.modelVersion = modelVersion;
    this.D = D;
    this.#keepsLabels = keepsLabels;
    this.#blockRows = countBlockRows(D);
  }

  upsert(id: string, vector: Float32Array, { title, brand, category }: Product): void {
    const row = this.#rows.get(id) ?? this.#append(id);
    this.#vectorAt(row).set(vector);
    if (this.#keepsLabels) this.#labels[row] = { title, brand, category };
  }

  remove(id: string): void {
    if (this.#rows.delete(id)) this.#ids = undefined;
  }

  get ids(): readonly string[] {
    this.#ids ??= [...this.#rows.keys()];
    return this.#ids;
  }

  *blocks(): Generator<Float32Array, void, void> {
    const { ids, D } = this;
    for (let from = 0; from < ids.length; from += this.#blockRows) {
      const some = ids.slice(from, from + this.#blockRows);
      const block = new Float32Array(some.length * D);
      for (const [i, id] of some.entries()) block.set(this.#vectorAt(this.#rows.get(id)!), i * D);
      yield block;
    }
  }

  labelsOf(row: number): ProductLabels {
    return this.#labels[this.#rows.get(this.ids[row]!)!] ?? {};
  }

  #append(id: string): number {
    const row = this.#used++;
    if (row % this.#blockRows === 0) this.#blocks.push(new Float32Array(this.#blockRows * this.D));
    this.#rows.set(id, row);
    this.#ids = undefined;
    return row;
  }

  #vectorAt(row: number): Float32Array {
    const at = (row % this.#blockRows) * this.D;
    return this.#blocks[Math.floor(row / this.#blockRows)]!.subarray(at, at + this.D);
  }
}
