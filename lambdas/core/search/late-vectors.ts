import type { Segment } from './segment.ts';
import { SegmentError } from './segment-error.ts';
import type { SegmentFile } from './segment-file.ts';

/** A segment and the row of the index that its first row has. */
export interface Part {
  readonly segment: Segment;
  readonly firstRow: number;
}

/** Bytes of a segment that hold the vectors of rows which lie close together. */
export interface VectorRange {
  /** The place of the segment among those of the index. */
  readonly part: number;
  /** The first row in the segment. */
  readonly row: number;
  readonly rows: number;
  /** The first byte in the segment. */
  readonly at: number;
  readonly bytes: number;
  /** The rows in the segment whose vectors are missing. Those between them are read, but not taken. */
  readonly wanted: readonly number[];
}

/** Rows that are further apart are read by two requests. A request costs as much as some ten kilobytes. */
const MAX_GAP_BYTES = 16_384;

/**
 * Single vectors of an index take at most so much memory. They are held until their segments are read, which may fail for as long
 * as the function lives, while each question reads others.
 */
export const MAX_TAKEN_BYTES = 32 * 1024 * 1024;
/** What a typed array and its place in two maps take besides its numbers. */
const BYTES_EACH = 256;

/** Thrown by a search that needs vectors which are not in memory yet. Nothing has changed: repeat it when they are. */
export class VectorsMissing extends Error {
  /** Rows of the snapshot's index; `all` if so many are needed that all have to be read. */
  readonly rows: readonly number[] | 'all';

  constructor(rows: readonly number[] | 'all') {
    super(`search: the vectors of ${rows === 'all' ? 'all' : rows.length} rows are not read yet, read them first`);
    this.rows = rows;
  }
}

/** The vectors of an index that are read after its ids, columns and codes. */
export class LateVectors {
  readonly #parts: readonly Part[];
  /** The rows of the index whose vectors were taken one by one, those taken longest ago first. */
  readonly #taken = new Set<number>();
  readonly #maxTaken: number;

  constructor(parts: readonly Part[]) {
    this.#parts = parts;
    const bytesEach = parts[0]!.segment.D * Float32Array.BYTES_PER_ELEMENT + BYTES_EACH;
    this.#maxTaken = Math.floor(MAX_TAKEN_BYTES / bytesEach);
  }

  /** Whether the vectors of some segment are not read yet. */
  get isLate(): boolean {
    return this.#parts.some(({ segment }) => segment.vectors.isLate);
  }

  /** Whether the vectors of a segment are not read yet. @param part Its place among those of the index. */
  isLateIn(part: number): boolean {
    return this.#parts[part]!.segment.vectors.isLate;
  }

  /** @throws VectorsMissing if vectors of these rows are not in memory; `undefined` stands for all rows */
  require(rows: Iterable<number> | undefined): void {
    if (!this.isLate) return;
    if (rows === undefined) throw new VectorsMissing('all');
    const missing = [...rows].filter((row) => this.lacks(row));
    if (missing.length > 0) throw new VectorsMissing(missing);
  }

  /** Where the vectors of rows are that are not in memory. */
  rangesOf(rows: readonly number[]): VectorRange[] {
    const ranges: VectorRange[] = [];
    let wanted: number[] = [];
    for (const row of [...new Set(rows)].filter((one) => this.lacks(one)).sort((a, b) => a - b)) {
      const part = this.#partOf(row);
      const { segment, firstRow } = this.#parts[part]!;
      const next = segment.vectors.rangeOf(row - firstRow, 1);
      const before = ranges.at(-1);
      if (before?.part === part && next.at - (before.at + before.bytes) <= MAX_GAP_BYTES) {
        const count = row - firstRow - before.row + 1;
        wanted.push(row - firstRow);
        ranges[ranges.length - 1] = { part, ...segment.vectors.rangeOf(before.row, count), wanted };
      } else {
        wanted = [row - firstRow];
        ranges.push({ part, ...next, wanted });
      }
    }
    return ranges;
  }

  /**
   * Takes the wanted vectors of the bytes of a range. Each is compared with its codes, which are of the checked head of the
   * segment: that takes some 30 microseconds. Above `MAX_TAKEN_BYTES` those that were taken longest ago are forgotten.
   * @returns how many were forgotten
   * @throws SegmentError `wrong-vector`
   */
  take({ part, row, wanted }: VectorRange, bytes: Uint8Array): number {
    const { segment, firstRow } = this.#parts[part]!;
    const numbers = new Float32Array(bytes.slice().buffer);
    for (const one of wanted) {
      const vector = numbers.slice((one - row) * segment.D, (one - row + 1) * segment.D);
      if (!segment.hasCodesOf(one, vector))
        throw new SegmentError('wrong-vector', `the vector that was read for row ${one} does not have its codes`);
      segment.vectors.put(one, vector);
      this.#taken.delete(firstRow + one);
      this.#taken.add(firstRow + one);
    }
    return this.#forgetOldest();
  }

  #forgetOldest(): number {
    const count = Math.max(0, this.#taken.size - this.#maxTaken);
    for (const row of this.#taken.values().take(count)) {
      const { segment, firstRow } = this.#parts[this.#partOf(row)]!;
      segment.vectors.forget(row - firstRow);
      this.#taken.delete(row);
    }
    return count;
  }

  /** Takes the file that has all vectors of a segment, in steps if they are to be in memory. */
  *takeAll(part: number, file: SegmentFile, loadVectors: boolean): Generator<void, void> {
    const { segment, firstRow } = this.#parts[part]!;
    if (loadVectors) yield* segment.vectors.loadInSteps(file);
    segment.vectors.complete(file);
    for (const row of this.#taken) if (row >= firstRow && row < firstRow + segment.rows) this.#taken.delete(row);
  }

  /** Whether the vector of a row is not in memory. */
  lacks(row: number): boolean {
    const { segment, firstRow } = this.#parts[this.#partOf(row)]!;
    return segment.vectors.lacks(row - firstRow);
  }

  #partOf(row: number): number {
    return this.#parts.findLastIndex(({ firstRow }) => firstRow <= row);
  }
}
