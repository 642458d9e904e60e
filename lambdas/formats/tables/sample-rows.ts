import { type PartialRow, readPlainRow, readRowLine } from './cells.ts';

/** A row of the beginning of a table. */
export interface SampleRow {
  /** The first line of the row, from 1. */
  readonly line: number;
  /** The line after the row. */
  readonly nextLine: number;
  /** None if a quote is where none may be. */
  readonly cells: readonly string[] | undefined;
}

/** A row has at most so many lines here. */
const MAX_ROW_LINES = 500;

/**
 * The first rows of a table, without blank lines. A row of several lines counts only if it has as many cells as the first
 * row: a quote that is not closed may give another number.
 */
export function sampleRows(
  lines: readonly string[],
  delimiter: string,
  firstLine: number,
  maxRows = Number.POSITIVE_INFINITY,
): SampleRow[] {
  const rows: SampleRow[] = [];
  for (let at = 0; at < lines.length && rows.length < maxRows; ) {
    const expected = rows.find(({ cells }) => cells)?.cells?.length;
    const { cells, length } = readRowAt(lines, at, delimiter, expected);
    if (lines[at]!.trim() !== '') rows.push({ line: firstLine + at, nextLine: firstLine + at + length, cells });
    at += length;
  }
  return rows;
}

function readRowAt(
  lines: readonly string[],
  at: number,
  delimiter: string,
  expected: number | undefined,
): { cells: readonly string[] | undefined; length: number } {
  const row: PartialRow = { cells: [], open: undefined };
  for (let length = 1; length <= MAX_ROW_LINES && at + length <= lines.length; length++) {
    const line = lines[at + length - 1]!;
    const state = readRowLine(line, delimiter, row);
    const isExpected = length === 1 || row.cells.length === (expected ?? row.cells.length);
    if (state === 'complete' && isExpected) return { cells: row.cells, length };
    if (state !== 'open') break;
    row.open += '\n';
  }
  return { cells: readPlainRow(lines[at]!, delimiter), length: 1 };
}

/** How many cells a row begins with whose end is not seen. */
export function countBegunCells(lines: readonly string[], delimiter: string): number {
  const row: PartialRow = { cells: [], open: undefined };
  for (const line of lines) {
    if (readRowLine(line, delimiter, row) !== 'open') break;
    row.open += '\n';
  }
  // One that ends in a quote that is not closed is still in its last cell.
  return row.open === undefined ? Math.max(1, row.cells.length) : row.cells.length + 1;
}

/** Whether the last row of these lines goes on behind them: a quoted cell is open at their end. */
export function isOpenAtEnd(lines: readonly string[], delimiter: string): boolean {
  const row: PartialRow = { cells: [], open: undefined };
  return lines.every((line) => {
    if (row.open !== undefined) row.open = '\n';
    return readRowLine(line, delimiter, row) === 'open';
  });
}
