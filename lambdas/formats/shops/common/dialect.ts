import { type Cells, type Column, foldName, type GivenColumns } from './cells.ts';
import type { OrderEntry } from './shop-order.ts';
import type { ShopProduct } from './shop-product.ts';

/** What a dialect is recognized by. */
export interface FileShape {
  /** The folded names of the columns of a table, or of the fields of the first record. */
  readonly columns: ReadonlySet<string>;
  /** The names as the file writes them. */
  readonly written: readonly string[];
  /** The columns that a mapping gives. */
  readonly given: GivenColumns;
  /** The value of the first record; undefined if the file has none. */
  readonly first: unknown;
}

/** Whether a file has all of these columns. @param names As the shop system writes them. */
export function hasAll({ columns }: FileShape, ...names: readonly string[]): boolean {
  return names.every((name) => columns.has(foldName(name)));
}

/** Whether a file has one of these columns. @param names As the shop system writes them. */
export function hasAny({ columns }: FileShape, ...names: readonly string[]): boolean {
  return names.some((name) => columns.has(foldName(name)));
}

/** Whether a file has this column under one of its names, or by a mapping. */
export function hasColumn({ columns, given }: FileShape, { field, names }: Column): boolean {
  return given.has(field) || names.some((name) => columns.has(name));
}

interface DialectCommon {
  /** In reports: `shopify-products`. */
  readonly name: string;
  /** Which export of which system it is, for people. */
  readonly title: string;
  /** Whether a file is of this dialect. */
  recognizes(shape: FileShape): boolean;
  /** The columns that are read. Reports are made from them. */
  readonly columns: Readonly<Record<string, Column>>;
  /** The field that a column becomes that is not among `columns`; undefined if it is not read. */
  fieldOf?(writtenName: string): string | undefined;
}

/** Products of one shop system. */
export interface ProductDialect extends DialectCommon {
  readonly reads: 'products';
  /** Whether shops add columns to the export: those that name an attribute are read, such as `Color`. */
  readonly hasOwnColumns?: boolean;
  /** A reader for one file. */
  startReading(shape: FileShape): ProductReading;
}

/** Reads the products of one file: which rows belong together, and what they say. */
export interface ProductReading {
  /**
   * A function for one pass over the file that names the product of each row, in order; undefined if the row belongs
   * to none.
   */
  startPass(): (row: Cells) => string | undefined;
  /** The product that a name means, known after the first pass. Default: the name itself. */
  groupOf?(name: string): string;
  /** What is wrong with a row without a product, one sentence. */
  readonly withoutGroup: string;
  /** The product of these rows, in the order of the file. */
  readProduct(key: string, rows: readonly Cells[]): ShopProduct;
}

/** Orders of one shop system. */
export interface OrderDialect extends DialectCommon {
  readonly reads: 'orders';
  /** What is wrong with a record that names no order, one sentence. */
  readonly withoutOrder: string;
  /** A reader for one file. It reads the file twice: what the first pass shows of the whole file counts in the second. */
  startReading(shape: FileShape): OrderReading;
}

interface OrderReading {
  /** What a record says of an order; undefined if it names none. */
  readEntry(cells: Cells): OrderEntry | undefined;
  /** What the first pass found that the file does not say, one sentence each. */
  notes?(): readonly string[];
}

export type Dialect = ProductDialect | OrderDialect;
