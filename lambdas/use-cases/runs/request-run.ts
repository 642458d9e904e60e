import type { RunData } from '../../core/training/config/run-data.ts';
import { buildTrainingConfig } from '../../core/training/config/training-config.ts';
import { TrainingConfigError } from '../../core/training/config/training-error.ts';
import type { RequestedBy } from '../../ports/job-detail.ts';
import type { TrainingRunJob } from '../../ports/job-store.ts';
import { invalidRequestParts } from '../common/use-case-error.ts';
import { readJob } from './read-job.ts';
import { type NewRun, type StartRunPorts, startRun } from './start-run.ts';

/** What a caller of the API sends to start or resume a training run. */
export interface CallerRunInput {
  /** The id of the run: the same id starts nothing twice. */
  readonly runId: string;
  /** Whether the run must exist already. */
  readonly resume: boolean;
  /** Fields of the training configuration; a run that exists ignores them and uses its own. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What to train on; a run that exists ignores it and uses its own. */
  readonly data: RunData;
  /** Who asks for it, and why. */
  readonly requested: RequestedBy;
}

/**
 * Starts the training run that a caller requests, or resumes the run of that id.
 * @throws UseCaseError `invalid-request`, `training-run-not-found`
 */
export async function requestRun(ports: StartRunPorts, input: CallerRunInput): Promise<TrainingRunJob> {
  const { runId, resume, config, data, requested } = input;
  checkConfig(config);
  const known = resume ? await readJob(ports, 'training-run', runId) : await ports.jobs.get('training-run', runId);
  const run = known ? runOfJob(known, config) : ({ kind: 'train', runId, trigger: [], config, data } as const);
  return startRun(ports, run, requested);
}

/** The run of a job, as it was requested first; with the given configuration if its job has none. */
function runOfJob({ id: runId, detail }: TrainingRunJob, otherwise: CallerRunInput['config']): NewRun {
  if (detail.kind === 'publish') return { kind: 'publish', runId, version: String(detail.modelVersion) };
  // Jobs of earlier releases do not name their data: those runs trained on all of it.
  const { trigger = [], config = otherwise, data = 'all' } = detail;
  return { kind: 'train', runId, trigger, config, data };
}

/** @throws UseCaseError `invalid-request` */
function checkConfig(config: CallerRunInput['config']): void {
  try {
    buildTrainingConfig(config);
  } catch (cause) {
    if (!(cause instanceof TrainingConfigError)) throw cause;
    const path = ['config', ...cause.pointer.split('/').slice(1)];
    throw invalidRequestParts([{ path, code: cause.code, detail: cause.message }]);
  }
}
