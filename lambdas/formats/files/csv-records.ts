import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { type FieldKinds, productFieldNames, productFields } from '../../core/catalog/product.ts';
import { type FormatRecord, rejectRecord } from './rejected-record.ts';

/** A row of CSV by the names of its columns. Empty cells are left out. */
export type CsvRow = Readonly<Record<string, string>>;

interface ParsedRow {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

/** Streams the rows of a CSV file (RFC 4180, with a header). A malformed row is a rejected record. */
export async function* readCsvRows(
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
      skipped.push(rejectRecord(Number(error?.lines ?? 0), 'malformed-csv', error?.message ?? 'malformed', raw ?? ''));
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

/** The value of a cell, by the kind of its product field. */
const parseCell: { readonly [Kind in keyof FieldKinds]: (cell: string) => unknown } = {
  text: (cell) => cell,
  category: (cell) => cell.split(CATEGORY_SEPARATOR),
  number: parseNumber,
};

/**
 * The product of a catalog row, as JSON that `productSchema` checks. The columns are `id` and the fields in
 * `productFields`; a category may be a path (`a > b` or `a|b`). Each other column is an attribute, a number if it looks
 * like one.
 */
export function parseProductRow({ id, ...cells }: CsvRow): unknown {
  const [fields, attributes]: [[string, unknown][], [string, unknown][]] = [[], []];
  for (const [column, cell] of Object.entries(cells)) {
    const name = productFieldNames.find((one) => one === column);
    if (name === undefined) attributes.push([column, parseNumber(cell)]);
    else fields.push([name, parseCell[productFields[name].kind](cell)]);
  }
  return {
    ...(id !== undefined && { id }),
    ...Object.fromEntries(fields),
    ...(attributes.length > 0 && { attributes: Object.fromEntries(attributes) }),
  };
}

/** @returns the text itself if it is no number. */
function parseNumber(cell: string): number | string {
  return NUMBER.test(cell) ? Number(cell) : cell;
}
