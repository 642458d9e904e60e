import { CodeScan } from '../kernels/simd/code-scan.ts';
import { MAX_SCAN_K, type ScanOptions } from '../kernels/simd/scan-searches.ts';
import { supportsSimd } from '../kernels/simd/simd-module.ts';

export type SpaceErrorCode =
  /** A vector has another length than the space. */
  'wrong-dimension';

/** Thrown when a vector does not belong into a space. */
export class SpaceError extends Error {
  override readonly name = 'SpaceError';
  readonly code: SpaceErrorCode;

  constructor(code: SpaceErrorCode, message: string) {
    super(`space: ${message}`);
    this.code = code;
  }
}

const FIRST_CAPACITY = 64;
/** From this size on a scan of codes is worth its memory. */
const FIRST_SCANNED_SIZE = 2048;

/**
 * The vectors of one model version, packed for search: row i of the matrix is the unit vector of `ids[i]`. Rows move when
 * products leave, so keep ids and not rows.
 */
export class VectorSpace {
  readonly modelVersion: string;
  readonly D: number;
  /** Ids of the rows in use. */
  readonly ids: string[] = [];
  /** (capacity, D) float32; the first `ids.length` rows are in use. */
  vectors: Float32Array;
  readonly #rows = new Map<string, number>();
  /** The rows as codes, from the first search in a space that is large enough. */
  #scan: CodeScan | undefined;

  /** @param D Numbers in a vector, at least 1. */
  constructor(modelVersion: string, D: number) {
    this.modelVersion = modelVersion;
    this.D = D;
    this.vectors = new Float32Array(FIRST_CAPACITY * D);
  }

  get size(): number {
    return this.ids.length;
  }

  /** The unit vector of a product (a view: copy it to keep it), or undefined. */
  get(id: string): Float32Array | undefined {
    const row = this.#rows.get(id);
    return row === undefined ? undefined : this.vectors.subarray(row * this.D, (row + 1) * this.D);
  }

  /**
   * Adds a product's vector or replaces it; it is brought to length 1 (a zero vector stays zero and is like nothing).
   * @throws SpaceError `wrong-dimension`
   */
  upsert(id: string, vector: Float32Array): void {
    if (vector.length !== this.D) {
      throw new SpaceError('wrong-dimension', `vector of ${id} has ${vector.length} numbers, expected ${this.D}`);
    }
    const row = this.#rows.get(id) ?? this.#append(id);
    let square = 0;
    for (const x of vector) square += x * x;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let d = 0; d < this.D; d++) this.vectors[row * this.D + d] = vector[d]! * scale;
    this.#scan?.set(row, this.vectors, row * this.D);
  }

  /** Takes a product out; its row is filled with the last one. */
  remove(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    const last = this.ids.length - 1;
    const lastId = this.ids[last]!;
    this.vectors.copyWithin(row * this.D, last * this.D, (last + 1) * this.D);
    this.#scan?.removeByLast(row);
    this.ids[row] = lastId;
    this.#rows.set(lastId, row);
    this.ids.pop();
    this.#rows.delete(id);
  }

  /**
   * The rows that may be among the k nearest of a unit query: score these, and none is missed. Undefined where all rows must
   * be scored: in a small space, and when too many may be wanted.
   */
  rowsToScore(unit: Float64Array, options: ScanOptions): Int32Array | undefined {
    if (this.size < FIRST_SCANNED_SIZE || options.k > MAX_SCAN_K || !unit.every(Number.isFinite)) return undefined;
    this.#scan ??= this.#scanOfAll();
    return this.#scan?.rowsToScore(unit, options);
  }

  #scanOfAll(): CodeScan | undefined {
    if (!supportsSimd('strict')) return undefined;
    const scan = new CodeScan(this.D);
    for (let row = 0; row < this.size; row++) scan.set(row, this.vectors, row * this.D);
    return scan;
  }

  #append(id: string): number {
    const row = this.ids.push(id) - 1;
    this.#rows.set(id, row);
    if (this.ids.length * this.D > this.vectors.length) {
      const grown = new Float32Array(this.vectors.length * 2);
      grown.set(this.vectors);
      this.vectors = grown;
    }
    return row;
  }
}
