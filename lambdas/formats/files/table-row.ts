import { withoutTextMark } from '../tables/cells.ts';
import { describeDelimiter, type TableShape } from '../tables/table-shape.ts';
import type { ReadRecord } from './raw-record.ts';
import type { ReadingCounts } from './reading-counts.ts';
import { rejectRecord } from './rejected-record.ts';

/** Whether a row has a cell for each column that needs one, and no value after the last column. */
export function hasFittingCells(cells: readonly string[], { names, minCells }: TableShape): boolean {
  if (cells.length <= names.length) return cells.length >= minCells;
  return cells.slice(names.length).every((cell) => cell === '');
}

/**
 * The record of a row: its cells by the names of their columns, without empty cells.
 * @returns undefined for a row without any value, and for the header again.
 */
export function recordOf(
  cells: readonly string[],
  line: number,
  text: string,
  shape: TableShape,
  counts: ReadingCounts,
): ReadRecord | undefined {
  const { names } = shape;
  if (isHeader(cells, names)) {
    counts.add('repeatedHeaders');
    return undefined;
  }
  const value: Record<string, string> = {};
  let isEmpty = true;
  for (let i = 0; i < cells.length; i++) {
    const cell = withoutTextMark(cells[i]!);
    if (cell === '') continue;
    isEmpty = false;
    const name = names[i];
    if (name !== undefined) setOwn(value, name, cell);
  }
  if (isEmpty) {
    if (cells.length > 1) counts.add('emptyRows');
    return undefined;
  }
  if (!hasFittingCells(cells, shape))
    return rejectRecord(line, 'malformed-csv', describeCells(cells.length, shape), text);
  if (cells.length < shape.namedCells) counts.add('shortRows');
  return { ok: true, line, value, text };
}

/** Tables that were joined from several files have the header of each. */
function isHeader(cells: readonly string[], names: TableShape['names']): boolean {
  return names.length > 1 && names.every((name, i) => name === undefined || cells[i] === name);
}

/** An assignment to `__proto__` would be lost. */
function setOwn(value: Record<string, string>, name: string, cell: string): void {
  if (name === '__proto__')
    Object.defineProperty(value, name, { value: cell, enumerable: true, configurable: true, writable: true });
  else value[name] = cell;
}

function describeCells(cells: number, { names, delimiter }: TableShape): string {
  const found = `${cells} ${cells === 1 ? 'cell' : 'cells'} where the header has ${names.length}`;
  if (cells < names.length) return `${found}: write the empty cells too`;
  return `${found}: put a cell that contains "${describeDelimiter(delimiter)}" in quotes`;
}
