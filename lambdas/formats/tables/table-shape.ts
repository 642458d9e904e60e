import { nameColumns } from './header.ts';
import { RowSignature } from './row-signature.ts';
import { countBegunCells, isOpenAtEnd, type SampleRow, sampleRows } from './sample-rows.ts';

/** How a table is written, by its header and its first rows. */
export interface TableShape {
  readonly delimiter: string;
  /** The name of the column of each cell; undefined for a column without a name, which is left out. */
  readonly names: readonly (string | undefined)[];
  /** The line after the header, from 1. */
  readonly bodyLine: number;
  /** The cells up to the last column with a name. */
  readonly namedCells: number;
  /** A row needs so many cells: the columns after these are empty in some rows, so that a row may leave them out. */
  readonly minCells: number;
  /** So many cells have the rows that leave none out. */
  readonly wholeCells: number;
  readonly signature: RowSignature;
  /** Why the header cannot be read, if it cannot. */
  readonly headerProblem?: string;
  /** What was read over or guessed, one sentence each. */
  readonly notes: readonly string[];
}

/** The characters between two cells that are found, the most frequent first. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter is found in so many rows. */
const SNIFFED_ROWS = 500;
/** Two delimiters fit alike if their scores differ by no more. */
const SCORE_STEP = 0.05;
/** A header with several cells is better than none, even if no row fits it. */
const MIN_SCORE = 0.1;
/** Titles and remarks before the header have at most so many lines, each with one cell. */
const MAX_PREAMBLE_ROWS = 10;
/** After lines before the header, at least this share of the rows must have as many cells as the header. */
const MIN_BODY_SHARE = 0.8;

/**
 * Finds the delimiter, the header and the columns of a table.
 * @param first The first lines of the file.
 * @param isWhole These are all lines.
 * @param name The name of the file: its ending decides between delimiters that fit alike.
 */
export function findTableShape({ lines, cut }: Beginning, isWhole: boolean, name: string): TableShape {
  const given = SEPARATOR_LINE.exec(lines[0] ?? '');
  const [table, firstLine] = given ? [lines.slice(1), 2] : [lines, 1];
  const delimiter = given?.[1] ?? sniffDelimiter({ lines: table, cut }, name);
  const rows = sampleRows(table, delimiter, firstLine);
  const headerAt = findHeader(rows, beginningOf({ lines: table, cut }, delimiter, firstLine));
  const header = rows[headerAt];
  const body = rows.slice(headerAt + 1).flatMap(({ cells }) => (cells ? [cells] : []));
  const { names, notes } = nameColumns(header?.cells ?? [], body);
  const sound = soundRows(body, names.length);
  const signature = new RowSignature(sound, names.length);
  const isCut = isHeaderCut(rows, cut, given ? [delimiter] : DELIMITERS);
  const headerProblem = isCut ? describeCutHeader(firstLine + table.length) : header && problemOf(header);
  return {
    delimiter,
    names,
    namedCells: names.findLastIndex((one) => one !== undefined) + 1,
    bodyLine: header?.nextLine ?? firstLine,
    minCells: sound.length === 0 ? names.length : Math.max(signature.minCells, Math.min(names.length, 2)),
    wholeCells: sound[0]?.length ?? names.length,
    signature,
    ...(headerProblem !== undefined && { headerProblem }),
    notes: [...describeHeaderPlace(rows, headerAt, isWhole), ...notes],
  };
}

/** The lines at the beginning of a file, and what is seen of the one after them; undefined if these are all. */
interface Beginning {
  readonly lines: readonly string[];
  readonly cut?: string | undefined;
}

/** Only titles are seen, of one cell each, and the beginning of a longer row: the header has no end. */
function isHeaderCut(rows: readonly SampleRow[], cut: string | undefined, delimiters: readonly string[]): boolean {
  if (cut === undefined || rows.length === 0 || rows.length >= MAX_PREAMBLE_ROWS) return false;
  const hasOneCell = rows.every(({ cells }) => lengthOf(cells) === 1);
  return hasOneCell && delimiters.some((delimiter) => countBegunCells([cut], delimiter) > 1);
}

function describeCutHeader(line: number): string {
  return `the header in line ${line}, after lines with one cell each, has no end in what is looked at of a file: shorten it`;
}

function describeHeaderPlace(rows: readonly SampleRow[], headerAt: number, isWhole: boolean): string[] {
  const notes = headerAt > 0 ? [`the header is in line ${rows[headerAt]!.line}; the lines before it are left out`] : [];
  if (rows.length === 0) return ['the file is empty'];
  return isWhole && headerAt === rows.length - 1 ? [...notes, 'the file has a header and no rows'] : notes;
}

/** The delimiter for people. */
export function describeDelimiter(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : delimiter;
}

/** Excel writes the delimiter into a line before the header. */
const SEPARATOR_LINE = /^"?sep=(.)"?\s*$/i;

/** The delimiter that gives the header and most rows the same number of cells, two or more. */
function sniffDelimiter(beginning: Beginning, name: string): string {
  const preferred = /\.(tsv|txt)\b/i.test(name) ? ['\t', ',', ';', '|'] : DELIMITERS;
  let best: Fit & { readonly delimiter: string } = { delimiter: preferred[0]!, score: 0, columns: 1, isAtTop: false };
  for (const delimiter of preferred) {
    const rows = sampleRows(beginning.lines, delimiter, 1, SNIFFED_ROWS);
    const fit = scoreOf(rows, beginningOf(beginning, delimiter, 1));
    const isAlike = Math.abs(fit.score - best.score) <= SCORE_STEP;
    if (isAlike ? isBetter(fit, best) : fit.score > best.score) best = { delimiter, ...fit };
  }
  return best.delimiter;
}

/** How well a delimiter fits the first rows. */
interface Fit {
  readonly score: number;
  readonly columns: number;
  /** The first row is the header. */
  readonly isAtTop: boolean;
}

/** Cells may be lists with a separator of their own, which the header lacks: a header in the first row comes first. */
function isBetter(fit: Fit, best: Fit): boolean {
  return fit.isAtTop === best.isAtTop ? fit.columns > best.columns : fit.isAtTop;
}

/** The share of rows with as many cells as the header; 0 if the header has one cell. */
function scoreOf(rows: readonly SampleRow[], rowBegins: RowBegins): Fit {
  const headerAt = findHeader(rows, rowBegins);
  const columns = lengthOf(rows[headerAt]?.cells);
  if (columns < 2) return { score: 0, columns: 1, isAtTop: false };
  const fitting = rows.filter((row, i) => i !== headerAt && fitsHeader(row, columns)).length;
  const share = rows.length === 1 ? 1 : fitting / (rows.length - 1);
  return { score: Math.max(MIN_SCORE, share), columns, isAtTop: headerAt === 0 };
}

/**
 * The place of the header: the first row, or the first with several cells if nearly all rows after it have as many. A row whose
 * end is not seen is enough if it is the first one.
 */
function findHeader(rows: readonly SampleRow[], rowBegins: RowBegins): number {
  const first = rows.slice(0, MAX_PREAMBLE_ROWS).findIndex(({ cells }) => cells === undefined || lengthOf(cells) > 1);
  const columns = lengthOf(rows[first]?.cells);
  if (first <= 0 || columns < 2) return 0;
  if (rowBegins(rows[first]!.nextLine, columns)) return first;
  const after = rows.slice(first + 1);
  const fitting = after.filter((row) => fitsHeader(row, columns)).length;
  return after.length > 0 && fitting >= after.length * MIN_BODY_SHARE ? first : 0;
}

/** Whether a row of at most so many cells begins in a line, and its end is not seen. */
type RowBegins = (line: number, columns: number) => boolean;

function beginningOf({ lines, cut }: Beginning, delimiter: string, firstLine: number): RowBegins {
  return (line, columns) => {
    if (cut === undefined) return false;
    const next = lines.findIndex((one, i) => i >= line - firstLine && one.trim() !== '');
    const after = next < 0 ? [] : lines.slice(next);
    if (after.length > 0 && !isOpenAtEnd(after, delimiter)) return false;
    return countBegunCells([...after, cut], delimiter) <= columns;
  };
}

/** A row may have a delimiter at its end, and an index that the header does not name. */
function fitsHeader({ cells }: SampleRow, columns: number): boolean {
  return cells?.length === columns || lengthOf(cells) === columns || lengthOf(cells) === columns + 1;
}

/** The number of cells up to the last one that is filled. */
function lengthOf(cells: readonly string[] = []): number {
  return cells.findLastIndex((cell) => cell !== '') + 1;
}

function problemOf({ cells, line }: SampleRow): string | undefined {
  if (cells === undefined)
    return `the header in line ${line} has a quote that is not closed: write each quote inside a name twice`;
  return lengthOf(cells) === 0 ? `the header in line ${line} names no column: add the names` : undefined;
}

/** The rows with a cell for each column. If none has, the longest ones. */
function soundRows(rows: readonly (readonly string[])[], columns: number): string[][] {
  const fitting = rows.filter((row) => lengthOf(row) > 0 && lengthOf(row) <= columns);
  const longest = Math.min(columns, Math.max(0, ...fitting.map((row) => row.length)));
  return fitting.filter((row) => row.length >= longest).map((row) => row.slice(0, columns));
}
