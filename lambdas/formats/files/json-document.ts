import { explainBytes } from '../text/encoding.ts';
import { LineWindow } from '../text/line-window.ts';
import { FormatError } from './format-error.ts';
import { tryJson } from './json-lines.ts';
import { JsonNeighbours } from './json-neighbours.ts';
import { isJsonSpace, JsonScanner, skipJsonSpace } from './json-scanner.ts';
import { explainJson } from './malformed-json.ts';
import type { ReadRecord } from './raw-record.ts';
import type { ReadingCounts } from './reading-counts.ts';
import type { RecordReader } from './record-reader.ts';
import { MAX_SHOWN_CHARACTERS, type RecordProblemCode, rejectRecord } from './rejected-record.ts';
import type { TextContent } from './text-content.ts';

const [COMMA, COLON, QUOTE, LF] = [0x2c, 0x3a, 0x22, 0x0a];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Reads the records of a JSON document from chunks of bytes: the elements of an array, or single objects, at the end of a
 * path. A broken record costs that record: the reader finds where the next one begins. Lines end in LF or CRLF.
 */
export class JsonDocumentReader implements RecordReader {
  failure: FormatError | undefined;
  readonly #path: readonly string[];
  readonly #text: TextContent;
  readonly #maxRecordBytes: number;
  readonly #counts: ReadingCounts;
  readonly #window = new LineWindow();
  readonly #neighbours: JsonNeighbours;
  #records: ReadRecord[] = [];
  /** What is open around the records: arrays, and objects by how many names of the path lead to them. */
  #open: ('array' | number)[] = [];
  /** What was open around the last record. */
  #openAroundRecord: readonly ('array' | number)[] = [];
  /** Scans the value at the position of the window. */
  #scanner: JsonScanner | undefined;
  /** The value that is scanned is no record. */
  #isOther = false;
  /** The beginning of the next record is searched for. */
  #isLost = false;
  #isCutOff = false;
  /** The last value is broken. */
  #isEndBroken = false;

  /** @param path The names that lead from each object of the document to its array of records; none for an array or a record. */
  constructor(path: readonly string[], text: TextContent, maxRecordBytes: number, counts: ReadingCounts) {
    this.#path = path;
    this.#text = text;
    this.#maxRecordBytes = maxRecordBytes;
    this.#counts = counts;
    this.#neighbours = new JsonNeighbours(maxRecordBytes);
  }

  read(chunk: Uint8Array): ReadRecord[] {
    return this.#window.append(chunk) ? this.#readAll() : [];
  }

  end(isCutOff: boolean): ReadRecord[] {
    const lastBefore = lastByte(this.#window.bytes);
    this.#isCutOff = isCutOff;
    this.#window.end();
    const records = this.#readAll();
    const last = lastByte(this.#window.bytes) ?? lastBefore;
    // Of a document whose last record is broken, the closing bracket may be a part of that.
    const isClosed = this.#isEndBroken && (last === CLOSE_BRACE || last === CLOSE_BRACKET);
    if (this.#open.length > 0 && !isClosed)
      this.failure = new FormatError('cut-off', 'the JSON document ends before its last bracket: upload it again');
    return records;
  }

  #readAll(): ReadRecord[] {
    this.#records = [];
    while (this.#readNext());
    return this.#records;
  }

  /** @returns false if more bytes are needed. */
  #readNext(): boolean {
    if (this.#isLost) return this.#findNext();
    if (this.#scanner) return this.#isOther ? this.#skipOther(this.#scanner) : this.#readRecord(this.#scanner);
    this.#skipSpace();
    const { bytes, position } = this.#window;
    const byte = bytes[position];
    if (byte === undefined) return false;
    const around = this.#open.at(-1);
    if (typeof around === 'number') return this.#readMember(byte, around);
    if (around === 'array' && byte === CLOSE_BRACKET) return this.#leave();
    if (around === undefined && byte === OPEN_BRACKET) return this.#enter('array', 1);
    if (around === undefined && byte === OPEN_BRACE && this.#path.length > 0) return this.#enter(0, 1);
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#reject('malformed-json', 'a closing bracket too many: remove it', 1);
      this.#advance(1);
    } else {
      this.#neighbours.begin(bytes, position);
      this.#openAroundRecord = [...this.#open];
      this.#scanner = new JsonScanner();
    }
    return true;
  }

  #enter(around: 'array' | number, bytes: number): boolean {
    this.#open.push(around);
    this.#advance(bytes);
    return true;
  }

  #leave(): boolean {
    this.#open.pop();
    this.#advance(1);
    return true;
  }

  /** Reads a name of an object that leads to the records, and goes into its value or passes it over. */
  #readMember(byte: number, depth: number): boolean {
    if (byte === CLOSE_BRACE) return this.#leave();
    const { bytes, position } = this.#window;
    const name = new JsonScanner();
    if (byte === QUOTE) name.scan(bytes, position, bytes.length);
    const colonAt = skipJsonSpace(bytes, position + name.length);
    const valueAt = skipJsonSpace(bytes, colonAt + 1);
    const isList = bytes[valueAt] === OPEN_BRACKET;
    const knownAt = isList ? skipJsonSpace(bytes, valueAt + 1) : valueAt;
    const isBroken = byte !== QUOTE || bytes[colonAt] !== COLON;
    if (this.#isNear && (isBroken || knownAt >= bytes.length)) return false;
    if (isBroken) {
      this.#reject('malformed-json', 'a name and a colon are missing', MAX_SHOWN_CHARACTERS);
      this.#goOn(1, true);
      return true;
    }
    const isOnPath = this.#text.decode(bytes, position, position + name.length) === JSON.stringify(this.#path[depth]);
    const isLast = depth === this.#path.length - 1;
    const length = valueAt - position;
    if (isOnPath && isLast && isList) return this.#enter('array', length + 1);
    if (isOnPath && !isLast && bytes[valueAt] === OPEN_BRACE) return this.#enter(depth + 1, length + 1);
    if (isList && bytes[knownAt] === OPEN_BRACE) this.#counts.add('otherLists');
    this.#advance(length);
    this.#scanner = new JsonScanner();
    this.#isOther = true;
    return true;
  }

  /** Passes over a value that is no record, or is too long for one. */
  #skipOther(scanner: JsonScanner): boolean {
    scanner.scan(this.#window.bytes, this.#window.position, this.#window.bytes.length);
    this.#advance(scanner.length);
    scanner.length = 0;
    this.#isEndBroken = scanner.state !== 'ended';
    if (scanner.state === 'open') return false;
    this.#isOther = false;
    this.#goOn(0, scanner.state === 'broken');
    return true;
  }

  /** Where the text ends that is looked at to read one record: the same in any chunks. */
  get #horizon(): number {
    return Math.min(this.#window.bytes.length, this.#window.position + 2 * this.#maxRecordBytes);
  }

  /** More bytes may come before the horizon. */
  get #isNear(): boolean {
    const { bytes, position, isEnded } = this.#window;
    return !isEnded && bytes.length - position < 2 * this.#maxRecordBytes;
  }

  #readRecord(scanner: JsonScanner): boolean {
    const { bytes, position, isEnded } = this.#window;
    scanner.scan(bytes, position, this.#horizon);
    const isTooLong = scanner.length > this.#maxRecordBytes;
    const isWhole = scanner.state === 'ended' || (isEnded && scanner.isWord);
    if (isWhole && !isTooLong) return this.#take(scanner);
    if (scanner.state === 'open' && !isTooLong && !isEnded) return false;
    return this.#recover(scanner);
  }

  /** Takes a value whose brackets fit. If it is no JSON, its texts may hide where it ends. */
  #take(scanner: JsonScanner): boolean {
    const { bytes, position, line } = this.#window;
    const { length } = scanner;
    const text = this.#text.decode(bytes, position, position + length);
    const value = text === undefined ? undefined : tryJson(text);
    if (scanner.isPlain && !this.#isBetweenCommas(position + length)) return this.#recover(scanner);
    if (text === undefined) {
      this.#reject('malformed-text', explainBytes(this.#text.encoding), length);
    } else if (value !== undefined) {
      this.#records.push({ ok: true, line, value, text });
      this.#neighbours.remember(value, text);
    } else if (this.#isNear) {
      return false;
    } else {
      const isSurelyWhole = scanner.isPlain || this.#isAtEnd(position + length);
      const next = this.#neighbours.find(bytes, position + 1, position + length);
      if (next >= 0 || !isSurelyWhole) return this.#recover(scanner);
      this.#rejectBroken(length);
    }
    this.#goOn(length, false);
    return true;
  }

  /** Whether a place is where a record may end: another one follows, or what is open around the records is closed. */
  #isAtEnd(place: number): boolean {
    const { bytes } = this.#window;
    const at = skipJsonSpace(bytes, place);
    if (bytes[at] === COMMA) return this.#neighbours.beginsAt(bytes, skipJsonSpace(bytes, at + 1));
    return this.#neighbours.beginsAt(bytes, at) || this.#isClosing(at);
  }

  /** Whether a text or a number in an array may end at a place: in a record without its first bracket it does not. */
  #isBetweenCommas(place: number): boolean {
    const { bytes, isEnded } = this.#window;
    const byte = bytes[skipJsonSpace(bytes, place)];
    if (byte === undefined) return isEnded;
    return this.#open.length === 0 ? byte !== COLON : byte === COMMA || byte === CLOSE_BRACKET;
  }

  #isClosing(place: number): boolean {
    const { bytes, isEnded } = this.#window;
    let at = place;
    for (const around of this.#open.toReversed()) {
      const isObject = around !== 'array';
      if (isObject && bytes[at] === COMMA) return bytes[skipJsonSpace(bytes, at + 1)] === QUOTE;
      if (bytes[at] !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return false;
      at = skipJsonSpace(bytes, at + 1);
    }
    return at >= bytes.length ? isEnded : bytes[at] === OPEN_BRACE || bytes[at] === OPEN_BRACKET;
  }

  /** Rejects a broken value, up to where the next record begins. @returns false if more bytes are needed. */
  #recover(scanner: JsonScanner): boolean {
    if (this.#isNear) return false;
    const { bytes, position } = this.#window;
    const { length, state } = scanner;
    const isTooLong = length > this.#maxRecordBytes;
    const isSound = isTooLong && state === 'ended' && !scanner.hasBrokenText && this.#isAtEnd(position + length);
    const next = isSound ? -1 : this.#neighbours.find(bytes, position + 1, this.#horizon);
    const rejected = next < 0 ? length : next - position;
    const isTorn = state === 'open' && next < 0 && !isTooLong;
    if (!isTorn || !this.#isCutOff) this.#rejectBroken(rejected);
    if (isTooLong && next < 0 && state !== 'broken') this.#isOther = true;
    else this.#goOn(rejected, next < 0);
    return true;
  }

  #goOn(bytes: number, isLost: boolean): void {
    this.#advance(bytes);
    this.#scanner = undefined;
    this.#isLost = isLost;
    this.#isEndBroken = isLost;
  }

  /** @returns false if more bytes are needed. */
  #findNext(): boolean {
    const { bytes, position, isEnded } = this.#window;
    // To tell a record from other objects, the bytes after its beginning are looked at.
    const end = isEnded ? bytes.length : Math.max(position, bytes.length - this.#maxRecordBytes);
    const next = this.#neighbours.find(bytes, position, end);
    if (next < 0) {
      this.#advance(Math.max(0, end - position - (isEnded ? 0 : this.#neighbours.beginningBytes)));
      return false;
    }
    // What is broken may have seemed to close brackets.
    this.#open = [...this.#openAroundRecord];
    this.#goOn(next - position, false);
    return true;
  }

  #skipSpace(): void {
    const { bytes, position } = this.#window;
    let at = position;
    while (at < bytes.length && (bytes[at] === COMMA || isJsonSpace(bytes[at]!))) at += 1;
    this.#advance(at - position);
  }

  #rejectBroken(length: number): void {
    const { bytes, position } = this.#window;
    if (length > this.#maxRecordBytes) {
      this.#reject('line-too-long', `over ${this.#maxRecordBytes} bytes`, length);
      return;
    }
    const text = this.#text.show(bytes.subarray(position, position + length)).replace(/[\s,]+$/, '');
    this.#reject('malformed-json', explainJson(text), Buffer.byteLength(text));
  }

  #reject(code: RecordProblemCode, detail: string, length: number): void {
    const { bytes, position, line } = this.#window;
    const text = this.#text.showBeginning(bytes, position, Math.min(length, this.#maxRecordBytes));
    this.#records.push(rejectRecord(line, code, detail, text));
  }

  #advance(count: number): void {
    const { bytes, position } = this.#window;
    this.#neighbours.pass(bytes, position, position + count);
    this.#window.moveTo(position + count, countLineBreaks(bytes, position, position + count));
  }
}

/** The last byte that is no white space. */
function lastByte(bytes: Buffer): number | undefined {
  return bytes.findLast((byte) => !isJsonSpace(byte));
}

function countLineBreaks(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) count += 1;
  return count;
}
