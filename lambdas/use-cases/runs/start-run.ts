import type { Clock } from '../../ports/clock.ts';
import type { RequestedBy, TrainingRunDetail } from '../../ports/job-detail.ts';
import type { JobStore, TrainingRunJob } from '../../ports/job-store.ts';
import type { PublishRequest, RunStarter, TrainRequest } from '../../ports/starters.ts';

export interface StartRunPorts {
  readonly jobs: JobStore;
  readonly starter: RunStarter;
  readonly clock: Clock;
}

export type NewRun = Omit<TrainRequest, 'attempt'> | Omit<PublishRequest, 'attempt'>;

/** A running job that has not changed for so long belongs to work that has died. */
export const DEAD_AFTER_MILLISECONDS = 20 * 60_000;

/**
 * A canceled attempt ends before its next step, so within one invocation, which Lambda ends after 15 minutes. A job
 * that is still running after this time belongs to an attempt that Lambda ended without an answer.
 */
const LOST_AFTER_MILLISECONDS = 20 * 60_000;

/**
 * Starts a run under its id, unless it has succeeded. A run that is under way is not started twice. A run that failed,
 * was canceled or is lost gets another attempt, which resumes from its stored data. The job is written before the run
 * starts: if the caller dies in between, a repeated call starts the run.
 * @param requested Who asks for it; undefined if no caller does.
 * @returns the job of the run.
 */
export async function startRun(
  { jobs, starter, clock }: StartRunPorts,
  run: NewRun,
  requested?: RequestedBy,
): Promise<TrainingRunJob> {
  const known = await jobs.get('training-run', run.runId);
  if (known?.state === 'succeeded') return known;
  const isUnderWay = known?.state === 'running' && !isLost(known, clock);
  const job = isUnderWay ? known : newJob(run, requested, clock, known);
  if (known === undefined) await jobs.create(job);
  else if (known !== job) await jobs.update(job);
  await starter.start({ ...run, attempt: attemptOf(job) });
  return job;
}

/** The attempt that a job is about: 0 if there is no job yet. */
export function attemptOf(job: TrainingRunJob | undefined): number {
  return job === undefined ? 0 : Number(job.detail.attempt ?? 1);
}

function isLost(job: TrainingRunJob, clock: Clock): boolean {
  const { cancel } = job;
  if (cancel?.attempt !== attemptOf(job)) return false;
  return clock.now().getTime() - Date.parse(cancel.at) >= LOST_AFTER_MILLISECONDS;
}

/** The job of the next attempt. What the one before has found out stays; why it ended, and who asked for it, do not. */
function newJob(
  run: NewRun,
  requested: RequestedBy | undefined,
  clock: Clock,
  before: TrainingRunJob | undefined,
): TrainingRunJob {
  const now = clock.now().toISOString();
  const { cause: _cause, advice: _advice, requested: _before, ...kept } = before?.detail ?? {};
  const work: TrainingRunDetail =
    run.kind === 'train'
      ? {
          trigger: run.trigger,
          config: run.config,
          data: run.data ?? 'all',
          ...(run.scheduledFor !== undefined && { scheduledFor: run.scheduledFor }),
        }
      : { modelVersion: run.version };
  return {
    kind: 'training-run',
    id: run.runId,
    state: 'running',
    startedAt: before?.startedAt ?? now,
    updatedAt: now,
    detail: {
      ...kept,
      ...work,
      ...(requested && { requested }),
      kind: run.kind,
      attempt: attemptOf(before) + 1,
      phase: 'queued',
    },
  };
}
