const [LF, CR] = [0x0a, 0x0d];
const NONE = Number.POSITIVE_INFINITY;

/** Below this many bytes an incomplete record is joined with each chunk that arrives. */
const SMALL_BYTES = 64 * 1024;

/** Where a byte occurs next, from a position on. It stays known until the window moves on. */
interface Occurrence {
  readonly byte: number;
  from: number;
  at: number;
}

/**
 * The part of a file that is read at the moment, as UTF-8 or another encoding that extends ASCII. Lines end in LF, CRLF
 * or CR. A reader takes bytes from the beginning, and appends more if its record is not complete.
 */
export class LineWindow {
  bytes: Buffer = Buffer.alloc(0);
  /** Where the next record begins. */
  position = 0;
  /** The number of the line at `position`, from 1. */
  line = 1;
  /** No more bytes follow. */
  isEnded = false;
  /** Set by `findLineEnd`: where the line after the found one begins. */
  nextLineAt = 0;
  readonly #lf: Occurrence = { byte: LF, from: 0, at: -1 };
  readonly #cr: Occurrence = { byte: CR, from: 0, at: -1 };
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  /**
   * Appends a chunk. A long incomplete record is joined with what follows only when that has doubled it, so that the time
   * stays linear.
   * @returns whether the chunk is in the window yet.
   */
  append(chunk: Uint8Array): boolean {
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    const rest = this.bytes.length - this.position;
    if (rest > SMALL_BYTES && this.#waitingBytes < rest) return false;
    this.#join();
    return true;
  }

  /**
   * Says that no more bytes follow.
   * @param isCutOff The file breaks off: the line at its end is not complete and is dropped.
   */
  end(isCutOff = false): void {
    this.isEnded = true;
    this.#join();
    if (isCutOff)
      this.bytes = this.bytes.subarray(0, Math.max(this.bytes.lastIndexOf(LF), this.bytes.lastIndexOf(CR)) + 1);
  }

  /**
   * The end of the line that begins at `from`, without its line break; -1 if it is not in the window yet. Sets
   * `nextLineAt`.
   */
  findLineEnd(from: number): number {
    const lf = this.#find(this.#lf, from);
    const cr = this.#find(this.#cr, from);
    if (cr < lf) {
      // The LF of a CRLF may be in the next chunk.
      if (cr === this.bytes.length - 1 && !this.isEnded) return -1;
      this.nextLineAt = cr + (lf === cr + 1 ? 2 : 1);
      return cr;
    }
    if (lf !== NONE) {
      this.nextLineAt = lf + 1;
      return lf;
    }
    if (!this.isEnded || from >= this.bytes.length) return -1;
    this.nextLineAt = this.bytes.length;
    return this.bytes.length;
  }

  /** Moves over lines without any character. There may be as many as a file has bytes, so it costs little. */
  skipEmptyLines(): void {
    const { bytes } = this;
    let at = this.position;
    let lines = 0;
    for (;;) {
      if (bytes[at] === LF) at += 1;
      else if (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
      else break;
      lines += 1;
    }
    this.moveTo(at, lines);
  }

  /** The line break before the line at `from`. */
  lineBreakBefore(from: number): string {
    if (this.bytes[from - 1] === CR) return '\r';
    return this.bytes[from - 2] === CR && from - 2 >= this.position ? '\r\n' : '\n';
  }

  /** Moves on to the beginning of a line. */
  moveTo(position: number, lines: number): void {
    this.position = position;
    this.line += lines;
  }

  /** Takes the lines of UTF-8 that are complete. */
  *takeLines(): Generator<string, void, void> {
    for (let end = this.findLineEnd(this.position); end >= 0; end = this.findLineEnd(this.position)) {
      const line = this.bytes.toString('utf8', this.position, end);
      this.moveTo(this.nextLineAt, 1);
      yield line;
    }
  }

  /** Drops the bytes of a line whose end is not in the window. A CR at the end stays: it may begin a CRLF. */
  dropIncompleteLine(): void {
    const end = this.bytes.length;
    this.position = this.bytes[end - 1] === CR && !this.isEnded ? end - 1 : end;
  }

  #find(one: Occurrence, from: number): number {
    if (from < one.from || from > one.at) {
      const at = this.bytes.indexOf(one.byte, from);
      one.from = from;
      one.at = at < 0 ? NONE : at;
    }
    return one.at;
  }

  #join(): void {
    const rest = this.bytes.subarray(this.position);
    const [first] = this.#waiting;
    this.bytes =
      rest.length === 0 && this.#waiting.length === 1 && first
        ? toBuffer(first)
        : Buffer.concat([rest, ...this.#waiting]);
    this.position = 0;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const one of [this.#lf, this.#cr]) [one.from, one.at] = [0, -1];
  }
}

/** The same bytes, not a copy. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
