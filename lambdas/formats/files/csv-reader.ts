import { type PartialRow, readPlainRow, readRow, readRowLine, splitPlainly } from '../tables/cells.ts';
import type { TableShape } from '../tables/table-shape.ts';
import { explainBytes } from '../text/encoding.ts';
import { LineWindow } from '../text/line-window.ts';
import type { ReadRecord } from './raw-record.ts';
import type { ReadingCounts } from './reading-counts.ts';
import type { RecordReader } from './record-reader.ts';
import { type RecordProblemCode, rejectRecord } from './rejected-record.ts';
import { hasFittingCells, recordOf } from './table-row.ts';
import type { TextContent } from './text-content.ts';

/** After a row whose quote is not closed, at most so many lines count as the rest of that row. */
const MAX_LOST_LINES = 1_000;

/** So many lines inside a cell must look like rows if only the number of their cells tells. */
const MIN_WEAK_ROWS = 3;
const QUOTE = '"';
/** The end of a file in old systems. */
const END_OF_FILE = '\u001a';

const UNCLOSED = 'a quote that is not closed: write each quote inside a cell twice';
const NO_ROW = 'not a whole row, after a row with a quote that is not closed: write each quote inside a cell twice';
const STRAY = 'a quote inside a cell: put the cell in quotes, and write each quote inside it twice';

/** One line in the window. */
interface FoundLine {
  readonly text: string;
  readonly isWellFormed: boolean;
  /** Where the next line begins. */
  readonly next: number;
}

/** A row as it was found. Of a row that is not complete only the first line is known. */
interface FoundRow extends FoundLine {
  readonly state: 'complete' | 'unclosed' | 'stray';
  readonly cells: readonly string[];
  readonly lines: number;
  readonly first: FoundLine;
}

/** The lines of a row after its first one. */
interface LinesInside {
  /** Those that are rows by themselves. */
  readonly rows: number;
  readonly lines: number;
  /** One of them is a row by itself without its quotes. */
  readonly hasBareRow: boolean;
}

/**
 * Reads the rows of a table from chunks of bytes. A damaged row costs that row alone: after a quote that is not closed,
 * the next row is the next line that is a row by itself. The memory is bounded by the largest record. Lines before
 * `fromLine` are not looked at.
 */
export class CsvReader implements RecordReader {
  readonly #shape: TableShape;
  readonly #text: TextContent;
  readonly #maxRecordBytes: number;
  readonly #counts: ReadingCounts;
  readonly #fromLine: number;
  readonly #window = new LineWindow();
  #records: ReadRecord[] = [];
  /** The rest of a line is skipped that is too long. */
  #isSkipping = false;
  /** Lines of a damaged row may follow, which are no rows. */
  #isLost = false;
  #lostLines = 0;

  constructor(shape: TableShape, text: TextContent, maxRecordBytes: number, counts: ReadingCounts, fromLine: number) {
    this.#shape = shape;
    this.#text = text;
    this.#maxRecordBytes = maxRecordBytes;
    this.#counts = counts;
    this.#fromLine = fromLine;
  }

  read(chunk: Uint8Array): ReadRecord[] {
    return this.#window.append(chunk) ? this.#readAll() : [];
  }

  end(isCutOff: boolean): ReadRecord[] {
    this.#window.end(isCutOff);
    return this.#readAll();
  }

  #readAll(): ReadRecord[] {
    this.#records = [];
    while (this.#readNext());
    return this.#records;
  }

  /** @returns false if more bytes are needed. */
  #readNext(): boolean {
    const window = this.#window;
    if (this.#isSkipping || window.line < this.#fromLine) return this.#skipLine();
    const end = window.findLineEnd(window.position);
    const bytes = (end < 0 ? window.bytes.length : end) - window.position;
    if (bytes > this.#maxRecordBytes) return this.#startSkipping();
    if (end < 0) return false;
    if (window.line < this.#shape.bodyLine) {
      window.moveTo(window.nextLineAt, 1);
      return true;
    }
    const row = this.#findRow(end);
    if (row === undefined) return false;
    if (this.#isLost) this.#takeIfRow(row);
    else this.#take(row);
    return true;
  }

  #startSkipping(): boolean {
    const { bytes, position } = this.#window;
    const text = this.#text.showBeginning(bytes, position, this.#maxRecordBytes);
    this.#isSkipping = true;
    if (this.#isLost && !this.#beginsRow(text)) {
      this.#lostLines += 1;
      return true;
    }
    this.#reject('line-too-long', `over ${this.#maxRecordBytes} bytes`, text);
    // A quote of the line may be open at its end.
    this.#isLost = bytes.subarray(position, position + this.#maxRecordBytes).includes(QUOTE);
    this.#lostLines = 0;
    return true;
  }

  #skipLine(): boolean {
    const window = this.#window;
    const isFound = window.findLineEnd(window.position) >= 0;
    if (isFound) window.moveTo(window.nextLineAt, 1);
    else window.dropIncompleteLine();
    this.#isSkipping = !isFound;
    return isFound;
  }

  #readLine(from: number, end: number): FoundLine {
    const { bytes, nextLineAt: next } = this.#window;
    const decoded = this.#text.decode(bytes, from, end);
    return { text: decoded ?? this.#text.show(bytes.subarray(from, end)), isWellFormed: decoded !== undefined, next };
  }

  /** @returns undefined if more bytes are needed. */
  #findRow(end: number): FoundRow | undefined {
    const first = this.#readLine(this.#window.position, end);
    const { delimiter } = this.#shape;
    const oneLine = (state: FoundRow['state'], cells: readonly string[]) => ({
      ...first,
      state,
      cells,
      lines: 1,
      first,
    });
    if (first.text === END_OF_FILE) return oneLine('complete', ['']);
    if (!first.text.includes('"')) return oneLine('complete', splitPlainly(first.text, delimiter));
    const row: PartialRow = { cells: [], open: undefined };
    const state = readRowLine(first.text, delimiter, row);
    if (state === 'complete') return oneLine(state, row.cells);
    if (state === 'open') return this.#findEnd(first, row);
    const plain = readPlainRow(first.text, delimiter);
    return plain ? oneLine('complete', plain) : oneLine(state, []);
  }

  /**
   * Reads on in a row whose quoted cell goes on after its first line. If the lines inside the cell are rows by themselves,
   * or the cell does not end, its quote is not closed.
   * @returns undefined if more bytes are needed.
   */
  #findEnd(first: FoundLine, row: PartialRow): FoundRow | undefined {
    const window = this.#window;
    const unclosed: FoundRow = { ...first, state: 'unclosed', cells: [], lines: 1, first };
    let { text, isWellFormed, next } = first;
    let rowsInside = 0;
    let hasBareRow = false;
    for (let lines = 2; ; lines++) {
      const end = window.findLineEnd(next);
      if ((end < 0 ? window.bytes.length : end) - window.position > this.#maxRecordBytes) return unclosed;
      if (end < 0) return window.isEnded ? unclosed : undefined;
      const lineBreak = window.lineBreakBefore(next);
      const line = this.#readLine(next, end);
      row.open += lineBreak;
      const state = readRowLine(line.text, this.#shape.delimiter, row);
      if (this.#isRow(line.text)) rowsInside += 1;
      hasBareRow ||= this.#isRow(line.text.replaceAll('"', ''));
      if (state === 'stray' || (rowsInside > 0 && this.#shape.signature.isStrong)) return unclosed;
      text += lineBreak + line.text;
      isWellFormed &&= line.isWellFormed;
      next = line.next;
      if (state === 'open') continue;
      const inside = { rows: rowsInside, lines: lines - 2, hasBareRow };
      if (this.#isUnclosed(first.text, inside)) return unclosed;
      return { state, cells: row.cells, text, isWellFormed, next, lines, first };
    }
  }

  /** Whether the quotes of a row of several lines fit by chance: without quotes its lines are rows by themselves. */
  #isUnclosed(firstLine: string, inside: LinesInside): boolean {
    const { rows, lines, hasBareRow } = inside;
    if (!this.#shape.signature.isStrong) return rows >= MIN_WEAK_ROWS && rows * 2 > lines;
    // The first line of a cell in the last column is always a row.
    return rows > 0 || (hasBareRow && this.#isRow(firstLine.replaceAll('"', '')));
  }

  /** Whether a line is a row by itself. */
  #isRow(line: string): boolean {
    const { names, delimiter } = this.#shape;
    if (names.length < 2 || !line.includes(delimiter)) return false;
    const cells = readRow(line, delimiter);
    return cells !== undefined && this.#areRow(cells);
  }

  #areRow(cells: readonly string[]): boolean {
    const { names, wholeCells, signature } = this.#shape;
    if (!signature.isStrong) return cells.length === wholeCells;
    const isWhole = cells.length >= wholeCells && hasFittingCells(cells, this.#shape);
    return isWhole && signature.matches(cells.slice(0, names.length));
  }

  /** Takes a row of a table. */
  #take({ state, cells, text, isWellFormed, next, lines }: FoundRow): void {
    if (state === 'complete') {
      const record = recordOf(cells, this.#window.line, text, this.#shape, this.#counts);
      if (record && !isWellFormed) this.#reject('malformed-text', explainBytes(this.#text.encoding), text);
      else if (record) this.#records.push(record);
    } else {
      this.#reject('malformed-csv', state === 'stray' ? STRAY : UNCLOSED, text);
      const cellsOfLine = splitPlainly(text, this.#shape.delimiter).length;
      this.#isLost = state === 'unclosed' || cellsOfLine < this.#shape.names.length;
      this.#lostLines = 0;
    }
    this.#window.moveTo(next, lines);
  }

  /**
   * After a damaged row: takes the next row that is one by itself. A line that has as many cells as a row, or begins like
   * one, is rejected by itself. Any other line counts as the rest of the damaged row.
   */
  #takeIfRow(row: FoundRow): void {
    const { names } = this.#shape;
    if (row.state === 'complete' && this.#areRow(row.cells)) {
      this.#isLost = false;
      this.#take(row);
      return;
    }
    const { text, next } = row.first;
    const plain = this.#splitPlainly(text);
    const isEmpty = plain.every((cell) => cell === '');
    const isWhole = plain.length >= names.length && !isEmpty;
    if (isWhole || this.#beginsRow(text) || this.#lostLines >= MAX_LOST_LINES) {
      this.#reject('malformed-csv', row.state === 'stray' ? STRAY : NO_ROW, text);
      this.#isLost = !isWhole;
    } else if (!isEmpty) {
      this.#lostLines += 1;
    }
    this.#window.moveTo(next, 1);
  }

  #beginsRow(line: string): boolean {
    return this.#shape.signature.beginsRow(this.#splitPlainly(line));
  }

  #splitPlainly(line: string): string[] {
    return splitPlainly(line.replaceAll('"', ''), this.#shape.delimiter);
  }

  #reject(code: RecordProblemCode, detail: string, text: string): void {
    this.#records.push(rejectRecord(this.#window.line, code, detail, text));
  }
}
