import type { Clock } from '../../ports/clock.ts';
import type { RequestedBy } from '../../ports/job-detail.ts';
import type { JobStore, TrainingRunJob } from '../../ports/job-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { readJob } from './read-job.ts';
import { attemptOf } from './start-run.ts';

/**
 * Requests that a training run ends: it ends within about a second of training, or before its next step. Its stored
 * data and `live` do not change.
 * @throws UseCaseError `training-run-not-found`, `run-not-running`
 */
export async function cancelRun(
  { jobs, clock }: { readonly jobs: JobStore; readonly clock: Clock },
  id: string,
  requested: RequestedBy,
): Promise<TrainingRunJob> {
  const job = await readJob({ jobs }, 'training-run', id);
  const cancel = { at: clock.now().toISOString(), ...requested, attempt: attemptOf(job) };
  if ((await jobs.requestCancel('training-run', id, cancel)) === 'requested') return { ...job, cancel };
  throw new UseCaseError('run-not-running', `training run ${id} has ${job.state}: it cannot be canceled any more`);
}
