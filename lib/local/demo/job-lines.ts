/** Jobs of the API as lines of text. */
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

/** The progress of a training run. */
export function describeRun(run: JobView): string {
  const loss = typeof run.loss === 'number' ? `, loss ${run.loss.toFixed(4)}` : '';
  const steps = run.steps ? ` step ${run.step}/${run.steps}${loss}` : '';
  const embedded = run.phase === 'embedding' ? ` ${run.embedded ?? 0}/${run.products}` : '';
  return `${run.phase}${run.phase === 'training' ? steps : embedded}`;
}

/** A training run whose version went live. */
export function describePublished(run: JobView): string {
  const { cost } = run as { cost?: { dollars: number } };
  const dollars = cost === undefined ? '' : `, about $${cost.dollars.toFixed(4)} of Lambda`;
  return `training run ${run.id}: ${run.modelVersion} is live, ${run.embedded} products embedded${dollars}`;
}

/**
 * Why the version of a training run did not go live, and the request that promotes it nevertheless.
 * @param url Of the API
 */
export function describeHold(url: string, run: JobView): string {
  const decisions = (run.decisions ?? []) as readonly { name: string; because: string }[];
  const decided = decisions.filter(({ name }) => name === 'gate' || name === 'promote').at(-1);
  const why = decided?.because ?? 'the run recorded no decision';
  const promote = `${url}/v1/models/${run.modelVersion}:promote`;
  const curl = `curl -X POST ${promote} -H 'content-type: application/json' -d '{"override": true, "why": "..."}'`;
  return `training run ${run.id}: ${run.modelVersion} did not go live: ${why}. To promote it nevertheless:\n  ${curl}`;
}
