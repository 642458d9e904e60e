import type { Reals } from './reals.ts';

const MAX_CODE = 127;
/** Rows in a quad. */
export const QUAD_ROWS = 4;

/**
 * The layout of vectors as int8 codes. Rows lie in quads of four: four float32 scales, then blocks of 16 codes, four of
 * each row in turn. A row is padded with zeros to `width` codes, a multiple of 4. Its vector is its codes times its
 * scale. Snapshots are stored in this layout, so a change of it needs a new format version of snapshots.
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

  /** Number of bytes of so many rows. The last quad is always stored whole. */
  byteLength(rows: number): number {
    return Math.ceil(rows / QUAD_ROWS) * this.quadBytes;
  }

  /**
   * Encodes the D numbers of `vectors` from `from` on, a unit or zero vector, as row `row`. Each is off by at most half
   * a scale.
   */
  encode(bytes: DataView, row: number, vectors: Reals, from: number): void {
    let largest = 0;
    for (let d = 0; d < this.D; d++) largest = Math.max(largest, Math.abs(vectors[from + d]!));
    const scale = Math.fround(largest / MAX_CODE);
    bytes.setFloat32(this.#scaleAt(row), scale, true);
    for (let d = 0; d < this.D; d++)
      bytes.setInt8(this.#codeAt(row, d), scale > 0 ? Math.round(vectors[from + d]! / scale) : 0);
  }

  /** Copies row `from` to row `to`. */
  copy(bytes: DataView, from: number, to: number): void {
    bytes.setFloat32(this.#scaleAt(to), bytes.getFloat32(this.#scaleAt(from), true), true);
    for (let d = 0; d < this.width; d++) bytes.setInt8(this.#codeAt(to, d), bytes.getInt8(this.#codeAt(from, d)));
  }

  /** Whether a row holds the codes of a vector that is finite and not all zero. */
  hasDirection(bytes: DataView, row: number): boolean {
    return bytes.getFloat32(this.#scaleAt(row), true) > 0;
  }

  #scaleAt(row: number): number {
    return (row >> 2) * this.quadBytes + (row & 3) * 4;
  }

  #codeAt(row: number, d: number): number {
    return (row >> 2) * this.quadBytes + 16 + (d >> 2) * 16 + (row & 3) * 4 + (d & 3);
  }
}
