import { KernelError } from '../kernel-error.ts';
import { FIRST_PAGES } from './arena.ts';
import type { SimdExports } from './generated/simd-exports.ts';
import { SimdMemory } from './simd-memory.ts';
import { instantiate, strictSimd } from './simd-module.ts';

/** The codes of a column, one for each row. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Rows are found in pieces whose codes stay in the cache. A multiple of 16. */
const ROWS_AT_ONCE = 65_536;
/** A kernel reads whole groups of 16 codes, so it may read behind the last one. */
const GROUP_BYTES = 64;
/** Codes in more ranges than this are looked up in a table instead. */
const MAX_RANGES = 8;

/** Memory for codes, and the search for the rows of a column whose code is in a set. */
export class CodeSets {
  readonly #wasm: SimdExports;
  readonly #memory: SimdMemory;
  readonly #rangesAt: number;
  readonly #bitsAt: number;
  /** Where codes of other memory are copied to, once there are some. */
  #copyAt: number | undefined;
  #tableAt = 0;
  #tableBytes = 0;

  /** @throws KernelError `unsupported` */
  constructor() {
    const { exports, memory } = instantiate(strictSimd, FIRST_PAGES);
    this.#wasm = exports;
    this.#memory = new SimdMemory(memory);
    this.#rangesAt = this.#memory.allocate(MAX_RANGES * 8);
    this.#bitsAt = this.#memory.allocate(ROWS_AT_ONCE / 8);
  }

  /**
   * New memory for codes. `find` reads them in place there, which takes a third of the time. It is freed with this object.
   * If there is none left, it is other memory.
   */
  allocate(bytes: number): Uint8Array {
    try {
      return this.#memory.bytesAt(this.#memory.allocate(bytes + GROUP_BYTES), bytes);
    } catch (cause) {
      if (cause instanceof KernelError && cause.code === 'out-of-memory') return new Uint8Array(bytes);
      throw cause;
    }
  }

  /**
   * Writes the set of rows whose code c has 1 at passes[c]: row r is bit r % 8 of byte r / 8.
   * @param passes Zeros and ones, one for each code that occurs.
   * @param bits Of ceil(rows / 8) bytes, which are overwritten.
   * @throws KernelError `out-of-memory`
   */
  find(codes: Codes, passes: Uint8Array, bits: Uint8Array): void {
    const findAt = this.#loadSet(passes, codes.BYTES_PER_ELEMENT);
    for (let row = 0; row < codes.length; row += ROWS_AT_ONCE) {
      const part = codes.subarray(row, row + ROWS_AT_ONCE);
      findAt(this.#addressOf(part), part.length);
      bits.set(this.#memory.bytesAt(this.#bitsAt, Math.ceil(part.length / 8)), row / 8);
    }
    if (codes.length % 8 > 0) bits[bits.length - 1]! &= (1 << (codes.length % 8)) - 1;
  }

  /** The address of codes in the kernels' memory, into which those of other memory are copied. */
  #addressOf(codes: Codes): number {
    if (this.#memory.holds(codes)) return codes.byteOffset;
    this.#copyAt ??= this.#memory.allocate(ROWS_AT_ONCE * Uint32Array.BYTES_PER_ELEMENT);
    const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
    this.#memory.bytesAt(this.#copyAt, bytes.length).set(bytes);
    return this.#copyAt;
  }

  /** Writes a set of codes to the memory. @returns what finds the rows of codes of this width there */
  #loadSet(passes: Uint8Array, width: number): (codesAt: number, rows: number) => void {
    // Codes of four bytes are rare: a segment has 65,536 rows, and hardly a field with so many values.
    const ranges = width === 4 ? undefined : listRanges(passes);
    if (ranges) {
      this.#memory.integersAt(this.#rangesAt, ranges.length).set(ranges);
      return (at, rows) => this.#wasm.rowsInRanges(at, rows, width, this.#rangesAt, ranges.length / 2, this.#bitsAt);
    }
    if (passes.length > this.#tableBytes) {
      if (this.#tableBytes > 0) this.#memory.free(this.#tableAt);
      this.#tableBytes = 0;
      this.#tableAt = this.#memory.allocate(passes.length);
      this.#tableBytes = passes.length;
    }
    this.#memory.bytesAt(this.#tableAt, passes.length).set(passes);
    return (at, rows) => this.#wasm.rowsInTable(at, rows, width, this.#tableAt, this.#bitsAt);
  }
}

/** The codes that pass as ranges: the first code, and how many follow it. Undefined if there are too many ranges. */
function listRanges(passes: Uint8Array): number[] | undefined {
  const ranges: number[] = [];
  for (let code = passes.indexOf(1); code >= 0; ) {
    if (ranges.length === MAX_RANGES * 2) return undefined;
    const end = passes.indexOf(0, code);
    const last = (end < 0 ? passes.length : end) - 1;
    ranges.push(code, last - code);
    code = passes.indexOf(1, last + 1);
  }
  return ranges;
}
