import { tryJson } from './json-lines.ts';
import { isJsonSpace } from './json-scanner.ts';

const [LF, COMMA, OPEN_BRACE] = [0x0a, 0x2c, 0x7b];

/** An object with at least this share of the names of a record is one. */
const MIN_SHARED_NAMES = 0.6;
const MAX_TRIES = 100;
/** White space before a record has at most so many characters. */
const MAX_INDENT = 200;
/** A first name has at most so many bytes. */
const MAX_OPENING = 300;
const OPENING = /^\{\s*"(?:[^"\\]|\\.)*"/;

/**
 * Knows how the records of a document begin, to find the next one after a broken record. If a record begins a line, the
 * others begin a line too, after the same white space. Otherwise they begin with the same name, and share most names.
 */
export class JsonNeighbours {
  /** What stands before the position on its line; undefined if that is more than white space. */
  #indent: string | undefined = '';
  /** The line break and the white space before the current record. */
  #lineStart: Buffer | undefined;
  /** An object has begun. */
  #hasObject = false;
  /** The beginning of a record, up to its first name. */
  #opening: string | undefined;
  /** So many bytes are looked at to tell a record from other objects. */
  readonly #maxCompared: number;
  /** The names of the last good record as bytes, in quotes. */
  #names: readonly string[] = [];

  constructor(maxCompared: number) {
    this.#maxCompared = maxCompared;
  }

  /** Notes what the reader passes over. */
  pass(bytes: Uint8Array, start: number, end: number): void {
    for (let at = Math.max(start, end - MAX_INDENT); at < end; at++) {
      const byte = bytes[at]!;
      if (byte === LF) this.#indent = '';
      else if (byte !== COMMA && !isJsonSpace(byte)) this.#indent = undefined;
      else if (this.#indent !== undefined) this.#indent += String.fromCharCode(byte);
    }
  }

  /** Notes how the record begins that is read now. */
  begin(bytes: Buffer, at: number): void {
    const isObject = bytes[at] === OPEN_BRACE;
    // Of a first value that is no object, such as a comment, only the place shows where records begin.
    if (!isObject && (this.#hasObject || this.#indent === undefined)) return;
    this.#hasObject ||= isObject;
    this.#lineStart = this.#indent === undefined ? undefined : Buffer.from(`\n${this.#indent}{`, 'latin1');
    if (!isObject) return;
    this.#opening ??= OPENING.exec(bytes.toString('latin1', at, at + MAX_OPENING))?.[0];
  }

  /** Notes a good record. */
  remember(value: unknown, text: string): void {
    if (typeof value !== 'object' || value === null) return;
    this.#names = Object.keys(value).map((name) => Buffer.from(JSON.stringify(name), 'utf8').toString('latin1'));
    this.#opening = OPENING.exec(text.slice(0, MAX_OPENING))?.[0] ?? this.#opening;
  }

  /** The bytes before and after the beginning of a record that show it. */
  get beginningBytes(): number {
    return this.#lineStart?.length ?? 0;
  }

  /** @returns where the next record begins in a part of the bytes; -1 if none does. */
  find(bytes: Buffer, from: number, to: number): number {
    if (this.#lineStart !== undefined) {
      const at = bytes.indexOf(this.#lineStart, Math.max(0, from - 1));
      const start = at + this.#lineStart.length - 1;
      return at >= 0 && start < to ? start : -1;
    }
    if (this.#opening === undefined) return -1;
    let at = bytes.indexOf(this.#opening, from, 'latin1');
    for (let tries = 0; at >= 0 && at < to && tries < MAX_TRIES; tries++) {
      const next = bytes.indexOf(this.#opening, at + 1, 'latin1');
      if (this.#isRecord(bytes, at, next < 0 ? bytes.length : next)) return at;
      at = next;
    }
    return -1;
  }

  /** Whether a record begins at a place. */
  beginsAt(bytes: Buffer, at: number): boolean {
    const start = this.#lineStart;
    if (start !== undefined) return start.equals(bytes.subarray(Math.max(0, at - start.length + 1), at + 1));
    return this.#opening !== undefined && this.find(bytes, at, at + 1) === at;
  }

  /** An object inside of a record may begin in the same way, but it has other names. The record may be broken, too. */
  #isRecord(bytes: Buffer, start: number, end: number): boolean {
    const text = bytes.toString('latin1', start, Math.min(end, start + this.#maxCompared));
    if (this.#names.length === 0) return hasSeveralNames(tryJson(text.replace(/[\s,\]}]*$/, '}')));
    const shared = this.#names.filter((name) => text.includes(name)).length;
    return shared >= this.#names.length * MIN_SHARED_NAMES;
  }
}

function hasSeveralNames(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 1;
}
