import { isNoNumber } from '../../columns/column-values.ts';
import { foldColumnName } from '../../columns/name-words.ts';
import type { RawRecord } from '../../files/raw-record.ts';
import { IgnoredFields } from '../../values/ignored-fields.ts';
import { readNumber, readPrice } from '../../values/plain-values.ts';

/** Fields that are what something costs. */
const PRICES = new Set(['price', 'payload.regularPrice', 'payload.salePrice']);

/**
 * A name as columns of shops are compared: without case, accents, spaces and signs. A `#` at the end stays: `Item #`
 * counts the lines of an order, and `Item` names a product.
 */
export function foldName(name: string): string {
  return foldColumnName(name) + (/#\s*$/.test(name) ? '#' : '');
}

/** A column that a dialect reads. */
export interface Column {
  /** The field of the product or the order that it becomes: reports name it. */
  readonly field: string;
  /** The folded names that it may have, the preferred one first. */
  readonly names: readonly string[];
}

/** @param names As the shop systems write them; they are folded here. */
export function column(field: string, ...names: readonly string[]): Column {
  return { field, names: names.map(foldName) };
}

interface Cell {
  /** The name as the file writes it. */
  readonly column: string;
  /** Without empty values. A table has one value, a repeated element of XML several. */
  readonly values: readonly string[];
}

/** The columns that a mapping gives: folded names by the fields of columns. */
export type GivenColumns = ReadonlyMap<string, string>;

/** The filled cells of one record, found by the names that a column may have. */
export class Cells {
  /** The first line of the record, from 1. */
  readonly line: number;
  /** The record itself, for what is nested in it. */
  readonly value: unknown;
  /** Values that cannot be read. */
  readonly ignored = new IgnoredFields();
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #given: GivenColumns;

  constructor({ line, value }: RawRecord, cells: ReadonlyMap<string, Cell>, given: GivenColumns) {
    this.line = line;
    this.value = value;
    this.#cells = cells;
    this.#given = given;
  }

  /** The text of the column, under the first of its names that is filled. */
  text(of: Column): string | undefined {
    return this.list(of)[0];
  }

  /** All values of the column: several, if an element of XML is repeated. A mapping goes before its names. */
  list({ field, names }: Column): readonly string[] {
    const given = this.#given.get(field);
    if (given !== undefined) return this.#cells.get(given)?.values ?? [];
    for (const name of names) {
      const cell = this.#cells.get(name);
      if (cell !== undefined) return cell.values;
    }
    return [];
  }

  /** The texts of the column under each of its names that is filled, in the order of the names. */
  texts({ field, names }: Column): readonly string[] {
    const given = this.#given.get(field);
    return (given === undefined ? names : [given]).flatMap((name) => this.#cells.get(name)?.values[0] ?? []);
  }

  /**
   * The amount in the column; undefined if it is empty or holds none, which is then among the ignored fields. Exports
   * write a point before fractions, or a comma before other than three digits.
   */
  amount(of: Column): number | undefined {
    const text = this.text(of);
    const isPrice = PRICES.has(of.field);
    if (text === undefined || (!isPrice && isNoNumber(text))) return undefined;
    return (isPrice ? readPrice : readNumber)(text, of.field, this.ignored, '.');
  }

  /** Every filled column: its folded name and its cell. */
  entries(): IterableIterator<[string, Cell]> {
    return this.#cells.entries();
  }
}

/** Reads records as cells. The names of columns are folded once per file. */
export class CellReader {
  readonly #folded = new Map<string, string>();
  readonly #given: GivenColumns;

  constructor(given: GivenColumns = new Map()) {
    this.#given = given;
  }

  read(record: RawRecord): Cells {
    const { value } = record;
    const cells = new Map<string, Cell>();
    if (typeof value === 'object' && value !== null) {
      for (const [column, content] of Object.entries(value)) {
        const values = listTexts(content);
        const name = this.#fold(column);
        if (values.length > 0 && !cells.has(name)) cells.set(name, { column, values });
      }
    }
    return new Cells(record, cells, this.#given);
  }

  #fold(column: string): string {
    let name = this.#folded.get(column);
    if (name === undefined) {
      name = foldName(column);
      this.#folded.set(column, name);
    }
    return name;
  }
}

/** The texts of a value: of a list each of its entries, of an object its parts between colons, as feeds write them. */
function listTexts(content: unknown): string[] {
  if (Array.isArray(content)) return content.flatMap(listTexts);
  if (content === null || content === undefined) return [];
  const isObject = typeof content === 'object';
  const text = isObject ? Object.values(content).flatMap(listTexts).join(':') : String(content).trim();
  return text === '' ? [] : [text];
}
