import { type NumberShape, readNumberShape } from '../values/number-shape.ts';
import { DayOrders } from '../values/times.ts';
import { AmountValues } from './amount-values.ts';

/** Between the entries of a list in one cell, the most certain one first. */
export const LIST_SEPARATORS = ['|', ';', '\n', ','] as const;
export type ListSeparator = (typeof LIST_SEPARATORS)[number];

/** How programs write that a cell has no value, where numbers are expected. */
const NO_NUMBER = /^(?:null|nan|#?n\/?a|none|nil|-{1,3}|\\n)$/i;
/** How databases write it, in any column, and the errors of spreadsheets. */
const NO_VALUE = /^(?:NULL|\\N|#(?:N\/A|NV|(?:DIV\/0|REF|VALUE|NUM|NULL|WERT|BEZUG|ZAHL|VALEUR)!|NAME\?))$/;
/** No such cell is longer. */
const MAX_NO_VALUE = 8;
const FLAG = /^(?:true|false)$/i;
/** Numbers in any notation of programs and people, without a unit: `0012`, `1e5`, `+7`, `1,5`, `0x1F`. */
const LIKE_NUMBER = /^[-+]?[\d.,]*\d[\d.,]*(?:e[-+]?\d+)?$|^0x[\da-f]+$/i;
const PADDED = /^[-+]?0\d/;
const HAS_SEPARATOR = /[|;\n,[]/;
/** Entities of markup hold a semicolon that separates nothing. */
const ENTITY = /&#?\w+;/;

/** A longer cell is no list of short words. */
const MAX_LIST_CHARACTERS = 1_000;
const MAX_ENTRY_CHARACTERS = 60;
const MAX_ENTRY_SPACES = 5;

/** Whether a cell says that it has no number. */
export function isNoNumber(cell: string): boolean {
  return (cell.length <= 4 && NO_NUMBER.test(cell)) || isNoValue(cell);
}

/** Whether a cell says that it has no value. */
export function isNoValue(cell: string): boolean {
  return cell.length <= MAX_NO_VALUE && NO_VALUE.test(cell);
}

/** How often a separator occurs in the cells of a column. */
interface SeparatorCount {
  cells: number;
  /** Cells of which an entry is empty or as long as prose. */
  unlike: number;
}

/** What a column may be by its name. The cells of `texts` are counted only. */
export type MayHold = 'amounts' | 'times' | 'texts';

/**
 * What is known of all values of a column, with bounded memory. The order of the cells does not matter, except for the
 * examples, which are those of the first lines.
 */
export class ColumnValues {
  /** Cells that are not empty. */
  cells = 0;
  noNumbers = 0;
  flags = 0;
  /** Cells whose number, written again, is the same text. */
  roundTrips = 0;
  /** JSON lists. */
  jsonLists = 0;
  /** Cells with a zero before other digits: `0019`. */
  padded = 0;
  /** The first cell that looks like a number, but would be another text if it were one. */
  oddNumber: { readonly line: number; readonly cell: string } | undefined;
  readonly separators: Readonly<Record<ListSeparator, SeparatorCount>> = {
    '|': { cells: 0, unlike: 0 },
    ';': { cells: 0, unlike: 0 },
    '\n': { cells: 0, unlike: 0 },
    ',': { cells: 0, unlike: 0 },
  };
  /** Cells with `>` and another separator: several category paths. */
  readonly paths = { '|': 0, ';': 0 };
  readonly amounts = new AmountValues();
  readonly days = new DayOrders();
  #digits: number | 'mixed' | undefined;
  readonly mayHold: MayHold | undefined;

  /** @param mayHold What the column may be by its name. Default: anything but amounts and times. */
  constructor(mayHold?: MayHold) {
    this.mayHold = mayHold;
  }

  add(cell: string, line: number): void {
    this.cells += 1;
    if (this.mayHold === 'texts') return;
    const shape = readNumberShape(cell);
    if (shape === undefined) this.#addText(cell, line);
    else this.#addNumber(cell, line, shape);
    if (this.mayHold === 'amounts') this.amounts.add(cell, shape);
    else if (this.mayHold === 'times') this.days.add(cell);
  }

  /** Cells with a value. */
  get values(): number {
    return this.cells - this.noNumbers;
  }

  /** The number of digits that all cells have, if they are digits alone and equally many. */
  get fixedWidth(): number | undefined {
    return typeof this.#digits === 'number' ? this.#digits : undefined;
  }

  #addNumber(cell: string, line: number, { whole, fraction, isRoundTrip }: NumberShape): void {
    if (isRoundTrip) this.roundTrips += 1;
    else this.#addOdd(cell, line);
    this.#addWidth(fraction === 0 && cell.length === whole ? whole : 'mixed');
  }

  #addText(cell: string, line: number): void {
    if (isNoNumber(cell)) {
      this.noNumbers += 1;
      return;
    }
    this.#addWidth('mixed');
    if (cell.length <= 5 && FLAG.test(cell)) this.flags += 1;
    else if (LIKE_NUMBER.test(cell)) this.#addOdd(cell, line);
    if (HAS_SEPARATOR.test(cell)) this.#addLists(cell);
  }

  #addOdd(cell: string, line: number): void {
    if (PADDED.test(cell)) this.padded += 1;
    if (this.oddNumber === undefined || line < this.oddNumber.line) this.oddNumber = { line, cell };
  }

  #addWidth(width: number | 'mixed'): void {
    this.#digits = this.#digits === undefined || this.#digits === width ? width : 'mixed';
  }

  #addLists(cell: string): void {
    if (cell.startsWith('[') && cell.endsWith(']') && readJsonList(cell)) this.jsonLists += 1;
    const hasSteps = cell.includes('>');
    for (const separator of LIST_SEPARATORS) {
      if (!cell.includes(separator) || (separator === ';' && ENTITY.test(cell))) continue;
      if (hasSteps && (separator === '|' || separator === ';')) this.paths[separator] += 1;
      const count = this.separators[separator];
      count.cells += 1;
      if (cell.length > MAX_LIST_CHARACTERS || !cell.split(separator).every(isShortEntry)) count.unlike += 1;
    }
  }
}

/** The entries of a list of plain values in a cell: JSON, or as Python writes it. */
export function readJsonList(cell: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) && list.every((one) => typeof one !== 'object') ? list : undefined;
  } catch {
    return readPythonList(cell);
  }
}

const PYTHON_TEXT = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs;

/** The texts of a list such as `['oak', "men's"]`. */
function readPythonList(cell: string): string[] | undefined {
  const isList = /^\[[\s,]*\]$/.test(cell.trim().replace(PYTHON_TEXT, ''));
  if (!isList) return undefined;
  return [...cell.matchAll(PYTHON_TEXT)].map(([, one, other]) => (one ?? other ?? '').replace(/\\(.)/gs, '$1'));
}

/** As `readJsonList`, but the values may be lists of such values. */
export function readJsonPaths(cell: string): readonly unknown[] | undefined {
  try {
    const list: unknown = JSON.parse(cell);
    const isPlain = (value: unknown) => typeof value !== 'object';
    const isPath = (value: unknown) => isPlain(value) || (Array.isArray(value) && value.every(isPlain));
    return Array.isArray(list) && list.every(isPath) ? list : undefined;
  } catch {
    return undefined;
  }
}

function isShortEntry(entry: string): boolean {
  const text = entry.trim();
  if (text === '' || text.length > MAX_ENTRY_CHARACTERS) return false;
  return text.split(' ').length <= MAX_ENTRY_SPACES + 1 && !/[.!?]$/.test(text);
}
