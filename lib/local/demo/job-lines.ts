/** Uploads of the API as lines of text. */
import type { JobView } from './api-client.ts';

/** What became of the accepted lines of a catalog: names in the job, and what is printed. */
const CATALOG_COUNTS = {
  added: 'added',
  changed: 'changed',
  unchanged: 'unchanged',
  replaced: 'replaced by a later line',
  stale: 'older than what is stored',
  notEmbeddable: 'not readable by the live model',
};

/** The progress or the result of an upload. What is 0 is left out. */
export function describeUpload(key: string, job: JobView): string {
  const counted = Object.entries(CATALOG_COUNTS).filter(([name]) => Number(job[name] ?? 0) > 0);
  const became = counted.map(([name, words]) => `${job[name]} ${words}`).join(', ');
  return [
    `${key}: ${job.lines ?? 0} lines`,
    `${job.accepted ?? 0} accepted${became ? ` (${became})` : ''}`,
    `${job.rejected ?? 0} rejected`,
    ...(Number(job.removed ?? 0) > 0 ? [`${job.removed} products removed`] : []),
    ...describeIgnored(job),
    ...(job.rejectsKey ? [`reasons in ${job.rejectsKey}`] : []),
  ].join(', ');
}

function describeIgnored({ fieldsIgnored }: JobView): string[] {
  if (fieldsIgnored === undefined) return [];
  const { values, fields } = fieldsIgnored as {
    readonly values: number;
    readonly fields: readonly { readonly field: string; readonly reason: string; readonly values: number }[];
  };
  const [most] = fields.toSorted((a, b) => b.values - a.values);
  return [`${values} values left out${most ? ` (most in ${most.field}: ${most.reason})` : ''}`];
}
