import type { ColumnReport, FileReport } from '../../../lambdas/core/catalog/reading-report.ts';
import type { FormatRecord } from '../../../lambdas/formats/files/rejected-record.ts';
import type { RecordKind } from '../../../lambdas/formats/object-layout.ts';
import { type ReadOptions, type RecordKinds, readRecords } from '../../../lambdas/formats/reading/read-records.ts';
import { chunked, collect } from '../stores/byte-streams.ts';

/** What reading a file gives. */
interface ReadText<Value> {
  readonly records: readonly FormatRecord<Value>[];
  /** The values of the good records. */
  readonly values: readonly Value[];
  readonly report: FileReport | undefined;
  /** How the column of this name is read. */
  readonly column: (name: string) => ColumnReport | undefined;
}

/** Reads a file with this name and this content. */
export async function readText<Kind extends RecordKind>(
  name: string,
  content: string,
  kind: Kind,
  options: ReadOptions = {},
): Promise<ReadText<RecordKinds[Kind]>> {
  let report: FileReport | undefined;
  const onReport = (one: FileReport): void => {
    report = one;
  };
  const source = { name, open: async () => chunked(content, 1000) };
  const records = await collect(readRecords(source, kind, { onReport, ...options }));
  const values = records.flatMap((record) => (record.ok ? [record.value] : []));
  return { records, values, report, column: (one) => report?.columns?.find(({ column }) => column === one) };
}

/** The products of a catalog as CSV: a header and rows of cells. Cells are quoted, so that they may hold anything. */
export function readTable(header: readonly string[], rows: readonly (readonly string[])[], options: ReadOptions = {}) {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
  return readText('catalog.csv', `${lines.join('\n')}\n`, 'catalog', options);
}

/** The products of a catalog as JSON lines. */
export function readJson(records: readonly unknown[], options: ReadOptions = {}) {
  return readText('catalog.jsonl', records.map((one) => JSON.stringify(one)).join('\n'), 'catalog', options);
}
