import { explainBytes } from '../text/encoding.ts';
import { LineWindow } from '../text/line-window.ts';
import { explainJson } from './malformed-json.ts';
import type { ReadRecord } from './raw-record.ts';
import type { ReadingCounts } from './reading-counts.ts';
import type { RecordReader } from './record-reader.ts';
import { rejectRecord } from './rejected-record.ts';
import type { TextContent } from './text-content.ts';

/** Reads a JSON value per line. A line that is none costs that line alone. Lines before `fromLine` are not looked at. */
export class JsonLinesReader implements RecordReader {
  readonly #text: TextContent;
  readonly #maxRecordBytes: number;
  readonly #counts: ReadingCounts;
  readonly #fromLine: number;
  readonly #window = new LineWindow();
  /** The rest of a line is skipped that is too long. */
  #isSkipping = false;
  #isCutOff = false;

  constructor(text: TextContent, maxRecordBytes: number, counts: ReadingCounts, fromLine: number) {
    this.#text = text;
    this.#maxRecordBytes = maxRecordBytes;
    this.#counts = counts;
    this.#fromLine = fromLine;
  }

  read(chunk: Uint8Array): ReadRecord[] {
    return this.#window.append(chunk) ? this.#readAll() : [];
  }

  end(isCutOff: boolean): ReadRecord[] {
    this.#isCutOff = isCutOff;
    this.#window.end();
    return this.#readAll();
  }

  #readAll(): ReadRecord[] {
    const window = this.#window;
    const records: ReadRecord[] = [];
    for (;;) {
      if (!this.#isSkipping) window.skipEmptyLines();
      this.#isSkipping ||= window.line < this.#fromLine;
      const end = window.findLineEnd(window.position);
      if (!this.#isSkipping) {
        const record = this.#readLine(end);
        if (record) records.push(record);
      }
      if (end < 0) {
        if (this.#isSkipping) window.dropIncompleteLine();
        return records;
      }
      this.#isSkipping = false;
      window.moveTo(window.nextLineAt, 1);
    }
  }

  /**
   * @param end Negative if the end of the line is not in the window yet.
   * @returns undefined for a blank line, or one that may still become complete.
   */
  #readLine(end: number): ReadRecord | undefined {
    const { bytes, position, line } = this.#window;
    const length = (end < 0 ? bytes.length : end) - position;
    const reject = (code: 'line-too-long' | 'malformed-text', detail: string) =>
      rejectRecord(
        line,
        code,
        detail,
        this.#text.showBeginning(bytes, position, Math.min(length, this.#maxRecordBytes)),
      );
    if (length > this.#maxRecordBytes) {
      this.#isSkipping = true;
      return reject('line-too-long', `over ${this.#maxRecordBytes} bytes`);
    }
    if (end < 0) return undefined;
    const text = this.#text.decode(bytes, position, end)?.trim();
    // Where the file breaks off, a record may be whole although its line is not: it ends in its last bracket.
    const isTorn = this.#isCutOff && end === bytes.length && (text === undefined || !isWholeRecord(text));
    if (isTorn) return undefined;
    if (text === undefined) return reject('malformed-text', explainBytes(this.#text.encoding));
    return text === '' ? undefined : this.#parse(line, text);
  }

  #parse(line: number, text: string): ReadRecord {
    try {
      return { ok: true, line, value: JSON.parse(text), text };
    } catch {
      const value = text.endsWith(',') ? tryJson(text.slice(0, -1)) : undefined;
      if (value === undefined) return rejectRecord(line, 'malformed-json', explainJson(text), text);
      this.#counts.add('trailingCommas');
      return { ok: true, line, value, text };
    }
  }
}

function isWholeRecord(text: string): boolean {
  return /[}\]]$/.test(text) && tryJson(text) !== undefined;
}

/** The value of a text of JSON; undefined if it is none. */
export function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
