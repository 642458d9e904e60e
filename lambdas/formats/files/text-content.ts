import { isUtf8 } from 'node:buffer';
import { detectEncoding, type Encoding } from '../text/encoding.ts';
import { surveyEncoding } from '../text/encoding-survey.ts';
import { LineWindow, toBuffer } from '../text/line-window.ts';
import { incompleteTailBytes, replaceBytes } from '../text/utf8-sequences.ts';
import { utf16ToUtf8 } from '../text/utf16.ts';
import { decodeWindows1252 } from '../text/windows-1252.ts';
import { type FileHead, inSmallChunks, skipBytes, untilBroken } from './byte-streams.ts';
import { FormatError } from './format-error.ts';
import { MAX_SHOWN_CHARACTERS } from './rejected-record.ts';

/** Enough bytes for the characters that a report shows. */
const SHOWN_BYTES = 4 * MAX_SHOWN_CHARACTERS;

/** Chunks have at most so many bytes, so that few records are held at a time. */
const MAX_CHUNK_BYTES = 64 * 1024;

/** Halves of surrogate pairs from here on stand for bytes that are not in the encoding, as in Python. */
const DAMAGE = 0xdc00;

/** Characters that texts in western European languages have, if they are UTF-8. */
const WESTERN = /^[\0-\u017f\u2000-\u20cf\u2122]*$/;

/** The beginning of a file as text. */
export interface FirstLines {
  readonly lines: string[];
  /** What is seen of the line after them, whose end is not seen. Absent: these are all lines. */
  readonly cut?: string;
  readonly isFirstCut: boolean;
}

/**
 * The text of a file whose records are found in its bytes and then decoded one by one. UTF-16 becomes UTF-8 on the way.
 * A file is presumed to be UTF-8 until a byte is not. Then the whole file is surveyed once: it is Windows-1252, or UTF-8
 * with damaged records.
 */
export class TextContent {
  readonly #openBytes: () => AsyncIterable<Uint8Array>;
  readonly #markBytes: number;
  #encoding: Encoding;
  /** All bytes so far are UTF-8. */
  #isClean = true;
  #survey: Promise<'utf-8' | 'windows-1252'> | undefined;

  /**
   * @param head The first bytes of the file.
   * @throws FormatError `unsupported-encoding` for UTF-32
   */
  constructor(openBytes: () => AsyncIterable<Uint8Array>, head: Uint8Array) {
    const { encoding, markBytes } = detectEncoding(head);
    if (encoding === 'utf-32') throw new FormatError('unsupported-encoding', 'the file is UTF-32: save it as UTF-8');
    this.#openBytes = openBytes;
    this.#markBytes = markBytes;
    this.#encoding = encoding;
  }

  /** As known so far: a byte that is not UTF-8 may follow. */
  get encoding(): Encoding {
    return this.#encoding;
  }

  /** The bytes of the text without a byte order mark, as UTF-8 or Windows-1252, in chunks of at most 64 KiB. */
  open(): AsyncGenerator<Uint8Array, void, void> {
    return this.#toAsciiBased(this.#openBytes());
  }

  /**
   * The lines at the beginning of the file, without an incomplete one unless it is the only one. `cut` is the incomplete one;
   * `isFirstCut` says that none before it has a character.
   */
  async readFirstLines({ bytes, isWhole, failure }: FileHead): Promise<FirstLines> {
    const window = new LineWindow();
    // A character that the head cuts in two is no damage.
    const whole = isWhole ? bytes : bytes.subarray(0, bytes.length - incompleteTailBytes(bytes));
    for await (const chunk of this.#toAsciiBased(onlyChunk(whole))) window.append(chunk);
    window.end();
    const lines: string[] = [];
    for (let end = window.findLineEnd(0); end >= 0; end = window.findLineEnd(window.position)) {
      const { bytes: content, position, nextLineAt } = window;
      lines.push(this.decode(content, position, end) ?? this.show(content.subarray(position, end)));
      window.moveTo(nextLineAt, 1);
    }
    if (isWhole && !failure) return { lines, isFirstCut: false };
    return {
      lines: lines.slice(0, Math.max(1, lines.length - 1)),
      cut: lines.at(-1) ?? '',
      isFirstCut: lines.slice(0, -1).every((line) => line.trim() === ''),
    };
  }

  async *#toAsciiBased(unmarked: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
    const bytes = inSmallChunks(skipBytes(unmarked, this.#markBytes), MAX_CHUNK_BYTES);
    if (this.#encoding === 'utf-16le' || this.#encoding === 'utf-16be') {
      this.#isClean = false;
      yield* utf16ToUtf8(bytes, this.#encoding === 'utf-16be');
      return;
    }
    let tail: Uint8Array = new Uint8Array(0);
    for await (const chunk of bytes) {
      const whole = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      const end = whole.length - incompleteTailBytes(whole);
      tail = whole.slice(end);
      await this.#check(whole.subarray(0, end));
      if (end > 0) yield whole.subarray(0, end);
    }
    await this.#check(tail);
    if (tail.length > 0) yield tail;
  }

  /** The text of a record; undefined if its bytes are not in the encoding of the file. */
  decode(bytes: Buffer, start: number, end: number): string | undefined {
    if (this.#isClean) return bytes.toString('utf8', start, end);
    const record = bytes.subarray(start, end);
    const isWellFormed = isUtf8(record);
    if (this.#encoding !== 'windows-1252') return isWellFormed ? record.toString('utf8') : undefined;
    const text = isWellFormed ? record.toString('utf8') : '';
    return isWellFormed && WESTERN.test(text) ? text : decodeWindows1252(record);
  }

  /**
   * The text in pieces, for readers that find their records themselves. A byte that is not in the encoding becomes half a
   * surrogate pair: a record that contains one is damaged.
   */
  async *texts(): AsyncGenerator<string, void, void> {
    for await (const chunk of this.open()) {
      const bytes = toBuffer(chunk);
      yield this.decode(bytes, 0, bytes.length) ?? replaceBytes(bytes, (byte) => String.fromCharCode(DAMAGE + byte));
    }
  }

  /** The text of a damaged record for people: bytes that are not in the encoding as `\\xE9`. */
  show(bytes: Buffer): string {
    return replaceBytes(bytes, (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  }

  /** The beginning of a record for people, of at most so many bytes. */
  showBeginning(bytes: Buffer, start: number, maxBytes: number): string {
    const part = bytes.subarray(start, start + Math.min(maxBytes, SHOWN_BYTES));
    return this.show(part.subarray(0, part.length - incompleteTailBytes(part)));
  }

  async #check(bytes: Uint8Array): Promise<void> {
    if (!this.#isClean || isUtf8(bytes)) return;
    this.#survey ??= surveyEncoding(untilBroken(this.#openBytes()));
    this.#encoding = await this.#survey;
    this.#isClean = false;
  }
}

async function* onlyChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
