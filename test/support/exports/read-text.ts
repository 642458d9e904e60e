import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { FileReport } from '../../../lambdas/core/catalog/reading-report.ts';
import type { TrainingRow } from '../../../lambdas/core/catalog/training-row.ts';
import type { FileSource } from '../../../lambdas/formats/files/file-source.ts';
import type { RejectedRecord } from '../../../lambdas/formats/files/rejected-record.ts';
import { type ReadOptions, type RecordKinds, readRecords } from '../../../lambdas/formats/reading/read-records.ts';

/** A file in memory. */
function textFile(name: string, text: string | Uint8Array): FileSource {
  return {
    name,
    open: async () =>
      (async function* () {
        yield Buffer.from(text);
      })(),
  };
}

/** What was read of a file. */
export interface ReadFile<Value> {
  readonly values: readonly Value[];
  readonly rejected: readonly RejectedRecord<string>[];
  /** `field: reason: example` of each value that was left out. */
  readonly ignored: readonly string[];
  readonly report: FileReport;
}

async function readFile<Kind extends 'catalog' | 'training'>(
  source: FileSource,
  kind: Kind,
  options: ReadOptions,
): Promise<ReadFile<RecordKinds[Kind]>> {
  const values: RecordKinds[Kind][] = [];
  const rejected: RejectedRecord<string>[] = [];
  const ignored: string[] = [];
  let report: FileReport = { format: 'unread', notes: [] };
  const onReport = (found: FileReport): void => {
    report = found;
  };
  for await (const record of readRecords(source, kind, { ...options, onReport })) {
    if (!record.ok) rejected.push(record);
    else {
      values.push(record.value);
      for (const { field, reason, example } of record.ignored ?? []) ignored.push(`${field}: ${reason}: ${example}`);
    }
  }
  return { values, rejected, ignored, report };
}

/** Reads a text as a catalog. */
export function readCatalogText(
  text: string | Uint8Array,
  { name = 'catalog.csv', ...options }: ReadOptions & { readonly name?: string } = {},
): Promise<ReadFile<Product>> {
  return readFile(textFile(name, text), 'catalog', options);
}

/** Reads a text as training data. */
export function readTrainingText(
  text: string | Uint8Array,
  { name = 'train.csv', ...options }: ReadOptions & { readonly name?: string } = {},
): Promise<ReadFile<TrainingRow>> {
  return readFile(textFile(name, text), 'training', options);
}
