import type { Threads } from '../kernels/threads.ts';
import type { PackedSpace } from './packed-space.ts';
import type { ProductFields } from './product-fields.ts';
import type { Searchable, SearchRows } from './search-rows.ts';
import { VectorSpace } from './vector-space.ts';

/**
 * The vectors of one model version as they are served: a packed base, where there is one, under a delta of what changed since.
 * What is written goes into the delta and out of the base.
 */
export class SearchSpace implements Searchable {
  readonly modelVersion: string;
  readonly D: number;
  readonly parts: readonly SearchRows[];
  readonly #base: PackedSpace | undefined;
  readonly #delta: VectorSpace;
  readonly #packed: number;

  /**
   * @param base Of the version; its vectors have D numbers.
   * @param threads Who helps with the scans of what lies over the base (default: nobody).
   */
  constructor(modelVersion: string, D: number, base?: PackedSpace, threads?: Threads) {
    this.modelVersion = modelVersion;
    this.D = D;
    this.#base = base;
    this.#packed = base?.size ?? 0;
    this.#delta = new VectorSpace(modelVersion, D, threads);
    this.parts = base ? [base, this.#delta] : [this.#delta];
  }

  get size(): number {
    return (this.#base?.size ?? 0) + this.#delta.size;
  }

  /** Products of the base that were replaced or removed since, and products beside it, as a share of the base; Infinity without one. */
  get deltaShare(): number {
    const changed = this.#packed - (this.#base?.size ?? 0) + this.#delta.size;
    return this.#packed === 0 ? Infinity : changed / this.#packed;
  }

  /** A copy of the unit vector of a product, or undefined. */
  get(id: string): Float32Array | undefined {
    for (const rows of this.parts) {
      const row = rows.rowOf(id);
      if (row !== undefined) return rows.vectorAt(row).slice();
    }
    return undefined;
  }

  /** @throws SpaceError `wrong-dimension`; the product keeps the vector it had */
  upsert(id: string, vector: Float32Array, fields?: ProductFields): void {
    this.#delta.upsert(id, vector, fields);
    this.#base?.remove(id);
  }

  remove(id: string): void {
    this.#delta.remove(id);
    this.#base?.remove(id);
  }

  /** Gives back what it holds open, and ends the threads that help; not to be searched any more. */
  close(): void {
    this.#delta.close();
    this.#base?.close();
  }
}
