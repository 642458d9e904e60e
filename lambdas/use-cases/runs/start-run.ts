import type { Clock } from '../../ports/clock.ts';
import type { Job, JobStore } from '../../ports/job-store.ts';
import type { PublishRequest, RunStarter, TrainRequest } from '../../ports/run-starter.ts';
import type { TrainingPhase } from './training-job.ts';

export interface StartRunPorts {
  readonly jobs: JobStore;
  readonly starter: RunStarter;
  readonly clock: Clock;
}

export type NewRun = Omit<TrainRequest, 'attempt'> | Omit<PublishRequest, 'attempt'>;

/**
 * An attempt that was asked to end ends before its next step: by then, an invocation has ended that was as long as Lambda allows. One
 * that still says it runs was ended by Lambda, and nobody told.
 */
const GONE_AFTER_MILLISECONDS = 20 * 60_000;

/**
 * Starts a run under its id, unless it has succeeded: one that is under way is not started twice, one that failed, was
 * canceled or is gone is begun again and goes on from what it kept. The record comes first: a start whose caller dies is done again by
 * whoever repeats the call.
 * @returns the run's job.
 */
export async function startRun({ jobs, starter, clock }: StartRunPorts, run: NewRun): Promise<Job> {
  const known = await jobs.get('training-run', run.runId);
  if (known?.state === 'succeeded') return known;
  const isUnderWay = known?.state === 'running' && !isGone(known, clock);
  const job = isUnderWay ? known : newJob(run, attemptOf(known) + 1, clock, known);
  if (known === undefined) await jobs.create(job);
  else if (known !== job) await jobs.update(job);
  await starter.start({ ...run, attempt: attemptOf(job) });
  return job;
}

/** The attempt that a run's record speaks of; 0 before there is one. */
export function attemptOf(job: Job | undefined): number {
  return job === undefined ? 0 : Number(job.detail.attempt ?? 1);
}

function isGone(job: Job, clock: Clock): boolean {
  const { cancel } = job;
  if (cancel?.attempt !== attemptOf(job)) return false;
  return clock.now().getTime() - Date.parse(cancel.at) >= GONE_AFTER_MILLISECONDS;
}

function newJob(run: NewRun, attempt: number, clock: Clock, before: Job | undefined): Job {
  const now = clock.now().toISOString();
  const { cause: _cause, advice: _advice, ...kept } = before?.detail ?? {};
  const asked =
    run.kind === 'train'
      ? { trigger: run.trigger, config: run.config, data: run.data ?? 'all' }
      : { modelVersion: run.version };
  const detail = { ...kept, ...asked, kind: run.kind, attempt, phase: 'queued' satisfies TrainingPhase };
  return {
    kind: 'training-run',
    id: run.runId,
    state: 'running',
    startedAt: before?.startedAt ?? now,
    updatedAt: now,
    detail,
  };
}
