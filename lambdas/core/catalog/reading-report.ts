/** Why an order, or a line of one, is no evidence of what was bought together. */
export type NotBought =
  /** Cancelled, refunded as a whole, failed, or only a draft. */
  | 'cancelled'
  /** As many were returned as bought. */
  | 'returned'
  | 'test-order'
  /** Shipping, a fee, a tip, a gift card. */
  | 'not-a-product'
  /** The product is in no catalog that was read. */
  | 'unknown-product';

/** Why a value was left out of a record, or changed. */
export type IgnoredReason =
  | NotBought
  /** An object or a list inside a value that must be plain. */
  | 'nested'
  /** Not a number, where the field or its column holds numbers. */
  | 'not-a-number'
  /** A number whose decimal mark is unknown: `1.299`, and neither its column nor its currency decides. */
  | 'ambiguous-number'
  /** Infinite, or too large for a number. */
  | 'not-finite'
  /** A price below zero. */
  | 'negative'
  /** Not a date or a time that can be read. */
  | 'not-a-time'
  /** Halves of surrogate pairs, or control characters: they were left out. */
  | 'malformed-text'
  /** Longer than allowed: it was cut. */
  | 'too-long'
  /** More entries than allowed: the first ones stay. */
  | 'too-many'
  /** Another kind of value than the field holds. */
  | 'wrong-type'
  /** Another value of the record already fills the field. */
  | 'duplicate'
  /** The name is empty, too long, or reserved. */
  | 'bad-name'
  /** A further row of a product: merged into it. */
  | 'merged'
  /** No field of this kind of record. */
  | 'unknown-field';

/** A value that was left out of a record, or cut. The record itself counts. */
export interface IgnoredField {
  /** The field as the record names it: `price`, `attributes.colour`, or the name of a column. */
  readonly field: string;
  readonly reason: IgnoredReason;
  /** The beginning of the value. */
  readonly example: string;
}

/**
 * What the values of a column are read as.
 * - `text`: as written.
 * - `code`: as written too, because a number would lose something: `0012`, `1e5`, `1.10`.
 * - `number`: also amounts such as `1.234,56 EUR` if the name of the column says so.
 * - `flag`: true or false.
 * - `list`: several texts.
 * - `path`: one or several category paths.
 * - `time`: RFC 3339, in UTC.
 * - `json`: each value has the type that its JSON has.
 * - `ignore`: not read.
 */
export type ColumnType = 'text' | 'code' | 'number' | 'flag' | 'list' | 'path' | 'time' | 'json' | 'ignore';

/** How one column of a file is read. */
export interface ColumnReport {
  /** The name in the file: of a column, or of a key of JSON records. */
  readonly column: string;
  /** The field that it becomes: `id`, `title`, `attributes.colour`, `payload.stock`; `ignored` for none. */
  readonly field: string;
  /** What its values are read as: a `ColumnType`. */
  readonly type: string;
  /** Why, in one sentence: `given by the mapping`, `leading zeros in line 3`. */
  readonly because: string;
}

/** What a file is found to be, and how it is read. Plain JSON: jobs and the command line show it. */
export interface FileReport {
  /** `csv`, `json-lines`, `json`, `xml`, `parquet` ... */
  readonly format: string;
  /** `gzip` or `zip`, if the file is compressed. */
  readonly compression?: string;
  /** `utf-8`, `utf-16le`, `windows-1252` ... */
  readonly encoding?: string;
  /** Of a table: the character between two cells. */
  readonly delimiter?: string;
  /** The shop system whose export it is: `shopify-products`, `google-merchant` ... */
  readonly export?: string;
  readonly columns?: readonly ColumnReport[];
  /** What was read over or guessed, one sentence each. */
  readonly notes: readonly string[];
}
