import { openFile } from '../../../lambdas/formats/files/open-file.ts';
import { chunked, collect } from '../stores/byte-streams.ts';

interface RawOptions {
  readonly name?: string;
  /** The file comes in chunks of so many bytes. */
  readonly chunkBytes?: number;
  readonly maxRecordBytes?: number;
  readonly maxFileBytes?: number;
}

/** Opens a file that is in memory. */
function openRaw(content: string | Uint8Array, options: RawOptions = {}) {
  const { name = 'catalog.csv', chunkBytes = 7, maxRecordBytes = 1024 ** 2, maxFileBytes = 1024 ** 3 } = options;
  const source = { name, open: async () => chunked(content, chunkBytes) };
  return openFile(source, { maxRecordBytes, maxFileBytes });
}

/** What a file is found to be, its records in short, and what reading came across. */
export async function readRaw(content: string | Uint8Array, options: RawOptions = {}) {
  const file = await openRaw(content, options);
  const records = await collect(file.records());
  return {
    found: file.found,
    good: records.flatMap((one) => (one.ok ? [{ line: one.line, value: one.value }] : [])),
    bad: records.flatMap((one) => (one.ok ? [] : [{ line: one.line, code: one.code }])),
    rejected: records.flatMap((one) => (one.ok ? [] : [one])),
    notes: file.readingNotes(),
  };
}
