import type { Reals } from './reals.ts';

const LARGEST_CODE = 127;
/** Rows of a quad. */
export const QUAD_ROWS = 4;

/**
 * Where rows of int8 codes stand: in quads of four rows, each four float32 scales and then blocks of 16 codes, four of each
 * row in turn. A row is padded with zeros to `width` codes, a multiple of 4, and is its codes times its scale.
 * Snapshots are stored so: this must never change without their format version.
 */
export class CodeRows {
  readonly D: number;
  readonly width: number;
  readonly quadBytes: number;

  /** @param D Numbers in a row, at least 1. */
  constructor(D: number) {
    this.D = D;
    this.width = Math.ceil(D / 4) * 4;
    this.quadBytes = 16 + QUAD_ROWS * this.width;
  }

  /** Bytes of so many rows; the last quad is whole. */
  byteLength(rows: number): number {
    return Math.ceil(rows / QUAD_ROWS) * this.quadBytes;
  }

  /** Writes row `row` of the quads in `bytes`: D numbers from `from` of a unit or zero vector, each off by half a scale at most. */
  encode(bytes: DataView, row: number, vectors: Reals, from: number): void {
    let largest = 0;
    for (let d = 0; d < this.D; d++) largest = Math.max(largest, Math.abs(vectors[from + d]!));
    const scale = Math.fround(largest / LARGEST_CODE);
    bytes.setFloat32(this.#scaleAt(row), scale, true);
    for (let d = 0; d < this.D; d++)
      bytes.setInt8(this.#codeAt(row, d), scale > 0 ? Math.round(vectors[from + d]! / scale) : 0);
  }

  /** Row `to` becomes what row `from` is. */
  copy(bytes: DataView, from: number, to: number): void {
    bytes.setFloat32(this.#scaleAt(to), bytes.getFloat32(this.#scaleAt(from), true), true);
    for (let d = 0; d < this.width; d++) bytes.setInt8(this.#codeAt(to, d), bytes.getInt8(this.#codeAt(from, d)));
  }

  #scaleAt(row: number): number {
    return (row >> 2) * this.quadBytes + (row & 3) * 4;
  }

  #codeAt(row: number, d: number): number {
    return (row >> 2) * this.quadBytes + 16 + (d >> 2) * 16 + (row & 3) * 4 + (d & 3);
  }
}
