import type { Job, JobKind, JobOf, JobStore } from '../../ports/job-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/**
 * Reads the job of an upload (`id` is its key) or of a training run.
 * @throws UseCaseError `upload-not-found`, `training-run-not-found`
 */
export async function readJob<Kind extends JobKind>(
  { jobs }: { readonly jobs: Pick<JobStore, 'get'> },
  kind: Kind,
  id: string,
): Promise<JobOf<Kind>> {
  const job = await jobs.get(kind, id);
  if (job === undefined) throw new UseCaseError(`${kind}-not-found`, `there is no ${kind.replace('-', ' ')} ${id}`);
  return job;
}

/** A job as the API returns it: the fields of its detail beside its own. */
export function viewJob({ id, state, startedAt, updatedAt, detail, cancel }: Job) {
  return { ...detail, id, state, startedAt, updatedAt, ...(cancel && { cancelRequested: cancel }) };
}
