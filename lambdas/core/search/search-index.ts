import type { Threads } from '../kernels/threads.ts';
import { DeltaIndex } from './delta-index.ts';
import { type FieldCatalog, joinFields } from './field-catalog.ts';
import type { ProductFields } from './product-fields.ts';
import type { Searchable, SearchRows } from './search-rows.ts';
import type { SnapshotIndex } from './snapshot-index.ts';

/**
 * The searchable vectors of one model version: a snapshot, if present, and a delta of the products changed since.
 * A write adds the product to the delta and removes it from the snapshot, so each product is in one part only.
 */
export class SearchIndex implements Searchable {
  readonly modelVersion: string;
  readonly D: number;
  readonly parts: readonly SearchRows[];
  readonly #snapshot: SnapshotIndex | undefined;
  readonly #delta: DeltaIndex;

  /**
   * @param D Numbers in a vector, at least 1.
   * @param snapshot Must be of the same version and dimension (default: none).
   * @param threads Helping threads for scans of the delta (default: none).
   */
  constructor(modelVersion: string, D: number, snapshot?: SnapshotIndex, threads?: Threads) {
    this.modelVersion = modelVersion;
    this.D = D;
    this.#snapshot = snapshot;
    this.#delta = new DeltaIndex(modelVersion, D, threads);
    this.parts = snapshot ? [snapshot, this.#delta] : [this.#delta];
  }

  /** Whether a product is in the index, but its vector is not read yet. */
  lacksVectorOf(id: string): boolean {
    const row = this.#snapshot?.rowOf(id);
    return row !== undefined && this.#snapshot!.late.lacks(row);
  }

  /** @throws VectorsMissing if vectors of these products are not read yet */
  requireVectorsOf(ids: readonly string[]): void {
    const rows = ids.map((id) => this.#snapshot?.rowOf(id)).filter((row) => row !== undefined);
    this.#snapshot?.late.require(rows);
  }

  /** Number of products. */
  get size(): number {
    return (this.#snapshot?.size ?? 0) + this.#delta.size;
  }

  /** The fields that its products have. Those of products removed since the last snapshot may still be named. */
  get fields(): FieldCatalog {
    return joinFields(this.parts);
  }

  /** A copy of the unit vector of a product, or undefined. */
  get(id: string): Float32Array | undefined {
    for (const rows of this.parts) {
      const row = rows.rowOf(id);
      if (row !== undefined) return rows.vectorAt(row).slice();
    }
    return undefined;
  }

  /** Adds or replaces a product. @throws SearchIndexError; the index is then unchanged */
  upsert(id: string, vector: Float32Array, fields?: ProductFields): void {
    this.#delta.upsert(id, vector, fields);
    this.#snapshot?.remove(id);
  }

  /** Removes a product from both parts. */
  remove(id: string): void {
    this.#delta.remove(id);
    this.#snapshot?.remove(id);
  }

  /** Closes the snapshot's files and stops the helping threads. The index must not be searched afterwards. */
  close(): void {
    this.#delta.close();
    this.#snapshot?.close();
  }
}
