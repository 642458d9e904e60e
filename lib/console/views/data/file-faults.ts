import { formatBytes } from '../../common/format.ts';
import type { Prefix } from './kinds.ts';

/** The most bytes of an upload, as the API takes them. */
export const MAX_UPLOAD_BYTES = 16 * 1024 ** 3;

const ENDING = /\.(jsonl|ndjson|json|csv|tsv|txt|xml|parquet|gz|zip)$/i;
/** Judging rows have lists, which tables of text and XML cannot hold. */
const NO_JUDGING = /\.(csv|tsv|txt|xml)(\.(gz|zip))?$/i;

/** What to do with files of other programs. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/\.(xlsx?|xlsm|ods|numbers)$/i, 'It is a workbook: save the sheet as CSV and upload that.'],
  [/\.(pdf|docx?|html?)$/i, 'It is a document: export the data as CSV or JSON.'],
  [/\.(7z|rar|tar|tgz|bz2|xz)$/i, 'It is an archive of a kind that is not read: pack one file with gzip or zip.'],
];

/** What is wrong with a file before a byte is sent, and what to do; undefined if nothing is. */
export function findFileFault(name: string, bytes: number, prefix: Prefix): string | undefined {
  const known = advice.find(([ending]) => ending.test(name));
  if (known) return known[1];
  if (!ENDING.test(name))
    return 'Names end in .jsonl, .ndjson, .json, .csv, .tsv, .txt, .xml or .parquet, also with .gz or .zip. Rename it, or export it so.';
  if (prefix === 'judging/' && NO_JUDGING.test(name))
    return 'Judging is read of JSON and Parquet only. Choose another kind, or export it as JSON lines.';
  if (bytes === 0) return 'The file is empty. Export it again.';
  if (bytes > MAX_UPLOAD_BYTES)
    return `It has ${formatBytes(bytes)}, and an upload has at most ${formatBytes(MAX_UPLOAD_BYTES)}. Split it.`;
  return undefined;
}
