import { Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import type { ReadRecord } from './raw-record.ts';
import { rejectRecord } from './rejected-record.ts';

interface ParsedRow {
  readonly record: Record<string, string>;
  readonly info: { readonly lines: number };
}

/**
 * Streams the rows of a CSV file (RFC 4180, with a header). A malformed row is a rejected record.
 * @param onHeader Called before the first row, with the names of the columns.
 */
export async function* readCsvRows(
  chunks: AsyncIterable<Uint8Array>,
  maxLineBytes: number,
  onHeader: (columns: readonly string[]) => void = () => {},
): AsyncGenerator<ReadRecord, void, void> {
  const skipped: ReadRecord[] = [];
  const parser = parse({
    bom: true,
    columns: (header: string[]) => {
      const columns = header.map((name) => name.trim());
      onHeader(columns);
      return columns;
    },
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
    const value = Object.fromEntries(Object.entries(record).filter(([, cell]) => cell !== ''));
    yield { ok: true, line: info.lines, value, text: JSON.stringify(value) };
  }
  yield* skipped;
}
