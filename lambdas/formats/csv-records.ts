import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { type FormatRecord, rejected } from './format-record.ts';

/** A row of CSV under its header: only cells that are not empty. */
export type CsvRow = Readonly<Record<string, string>>;

interface ParsedRow {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

/** The rows of a CSV file (RFC 4180, with a header), streamed; a malformed row is a rejected record. */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
): AsyncGenerator<FormatRecord<CsvRow>, void, void> {
  const skipped: FormatRecord<CsvRow>[] = [];
  const parser = parse({
    bom: true,
    columns: (header: string[]) => header.map((name) => name.trim()),
    info: true,
    max_record_size: maxLineBytes,
    skip_empty_lines: true,
    skip_records_with_error: true,
    trim: true,
    on_skip: (error: CsvError | undefined, raw: string | undefined) => {
      skipped.push(rejected(Number(error?.lines ?? 0), 'malformed-csv', error?.message ?? 'malformed', raw ?? ''));
    },
  });
  const source = Readable.from(chunks);
  source.on('error', (cause) => parser.destroy(cause));
  for await (const { record, info } of source.pipe(parser) as AsyncIterable<ParsedRow>) {
    yield* skipped.splice(0);
    const filled = Object.entries(record).filter(([, cell]) => cell !== '');
    yield { ok: true, line: info.lines, value: Object.fromEntries(filled) };
  }
  yield* skipped;
}

const CATEGORY_SEPARATOR = /\s*[>|]\s*/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const KNOWN = new Set(['id', 'title', 'description', 'brand', 'category', 'price']);

/**
 * A row of a catalog as a product's JSON: columns id, title, description, brand, category (`a > b` or `a|b`), price; every other
 * column is an attribute, a number where it looks like one.
 */
export function productOfCsv(row: CsvRow): unknown {
  const { category, price, ...rest } = row;
  const attributes = Object.entries(rest).filter(([name]) => !KNOWN.has(name));
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => KNOWN.has(name))),
    ...(category === undefined ? {} : { category: category.split(CATEGORY_SEPARATOR) }),
    ...(price === undefined ? {} : { price: numberOr(price) }),
    ...(attributes.length === 0
      ? {}
      : { attributes: Object.fromEntries(attributes.map(([name, cell]) => [name, numberOr(cell)])) }),
  };
}

function numberOr(cell: string): number | string {
  return NUMBER.test(cell) ? Number(cell) : cell;
}
