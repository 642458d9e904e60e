/** Jobs of the API as lines of text. */
import type { JobView } from './api-client.ts';

/** The progress or the result of an upload. */
export function describeUpload(key: string, job: JobView): string {
  const rejects = job.rejectsKey ? `, reasons in ${job.rejectsKey}` : '';
  return `${key}: ${job.lines ?? 0} lines, ${job.accepted ?? 0} accepted, ${job.rejected ?? 0} rejected${rejects}`;
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
