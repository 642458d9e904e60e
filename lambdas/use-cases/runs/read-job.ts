import type { Job, JobKind, JobStore } from '../../ports/job-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/**
 * A job and how it stands.
 * @throws UseCaseError `upload-not-found` or `training-run-not-found`
 */
export async function readJob({ jobs }: { jobs: JobStore }, kind: JobKind, id: string): Promise<Job> {
  const job = await jobs.get(kind, id);
  if (job === undefined) throw new UseCaseError(`${kind}-not-found`, `there is no ${kind.replace('-', ' ')} ${id}`);
  return job;
}
