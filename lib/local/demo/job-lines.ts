/** Uploads of the API as lines of text. */
import type { Upload } from '../../client/generated/schemas.ts';
import { formatCount } from '../../terminal/numbers.ts';

/** What became of the accepted lines of a catalog: names in the job, and what is printed. */
const CATALOG_COUNTS = {
  added: 'added',
  changed: 'changed',
  unchanged: 'unchanged',
  replaced: 'replaced by a later line',
  stale: 'older than what is stored',
  notEmbeddable: 'not readable by the live model',
  withoutTextVector: 'without a vector of the text',
} as const;

/** The progress of an upload. How many lines it has is only known at its end. */
export function describeUploading(key: string, { taken = 0 }: Upload): string {
  return `${key}: ${formatCount(taken)} lines so far`;
}

/** The result of an upload. What is 0 is left out. */
export function describeUpload(key: string, job: Upload): string {
  // The keys of the table are its names.
  const names = Object.keys(CATALOG_COUNTS) as (keyof typeof CATALOG_COUNTS)[];
  const counted = names.filter((name) => (job[name] ?? 0) > 0);
  const became = counted.map((name) => `${job[name]} ${CATALOG_COUNTS[name]}`).join(', ');
  return [
    `${key}: ${job.lines ?? 0} lines`,
    `${job.accepted ?? 0} accepted${became ? ` (${became})` : ''}`,
    `${job.rejected ?? 0} rejected`,
    ...((job.removed ?? 0) > 0 ? [`${job.removed} products removed`] : []),
    ...describeIgnored(job),
    ...(job.rejectsKey ? [`reasons in ${job.rejectsKey}`] : []),
  ].join(', ');
}

function describeIgnored({ fieldsIgnored }: Upload): string[] {
  if (fieldsIgnored === undefined) return [];
  const { values, fields } = fieldsIgnored;
  const [most] = fields.toSorted((a, b) => b.values - a.values);
  return [`${values} values left out${most ? ` (most in ${most.field}: ${most.reason})` : ''}`];
}
