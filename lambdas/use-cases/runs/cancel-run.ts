import type { Clock } from '../../ports/clock.ts';
import type { Job, JobStore } from '../../ports/job-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { attemptOf } from './start-run.ts';

/**
 * Asks a training run to end: it does so within a second or so of training, or before its next step. What it kept stays, and
 * `live` is as it was.
 * @throws UseCaseError `training-run-not-found`, `run-not-running`
 */
export async function cancelRun(
  { jobs, clock }: { readonly jobs: JobStore; readonly clock: Clock },
  id: string,
  by: string,
): Promise<Job> {
  const job = await jobs.get('training-run', id);
  if (job === undefined) throw new UseCaseError('training-run-not-found', `there is no training run ${id}`);
  const cancel = { at: clock.now().toISOString(), by, attempt: attemptOf(job) };
  if ((await jobs.requestCancel('training-run', id, cancel)) === 'requested') return { ...job, cancel };
  throw new UseCaseError('run-not-running', `training run ${id} has ${job.state}, there is nothing to cancel`);
}
