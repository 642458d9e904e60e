import { trainingConfig } from '../../core/training/config/training-config.ts';
import { TrainingConfigError } from '../../core/training/config/training-error.ts';
import type { Job } from '../../ports/job-store.ts';
import type { RunData } from '../../ports/run-starter.ts';
import { invalidPlaces, UseCaseError } from '../common/use-case-error.ts';
import { type StartRunPorts, startRun } from './start-run.ts';

export interface RunAsked {
  /** The id of the run; the same again starts nothing. */
  readonly runId: string;
  /** Whether the run has to be there already. */
  readonly resume: boolean;
  /** Fields of the training configuration; a run that is resumed keeps its own. */
  readonly config: Readonly<Record<string, unknown>>;
  /** What to train on; a run that is resumed keeps its own. */
  readonly data: RunData;
}

/**
 * Starts a training run that a caller asks for, or goes on with one.
 * @throws UseCaseError `invalid-request`, `training-run-not-found`
 */
export async function requestRun(ports: StartRunPorts, { runId, resume, config, data }: RunAsked): Promise<Job> {
  checkConfig(config);
  const known = await ports.jobs.get('training-run', runId);
  if (resume && known === undefined)
    throw new UseCaseError('training-run-not-found', `there is no training run ${runId}`);
  const { kind, modelVersion } = known?.detail ?? {};
  if (kind === 'publish') {
    return startRun(ports, { kind: 'publish', runId, version: String(modelVersion) });
  }
  const trigger = (known?.detail.trigger ?? []) as readonly string[];
  const own = (known?.detail.config ?? config) as RunAsked['config'];
  // The record of a run from before there was a choice tells of none: it took all.
  const ownData = known === undefined ? data : ((known.detail.data ?? 'all') as RunData);
  return startRun(ports, { kind: 'train', runId, trigger, config: own, data: ownData });
}

/** @throws UseCaseError `invalid-request` */
function checkConfig(config: RunAsked['config']): void {
  try {
    trainingConfig(config);
  } catch (cause) {
    if (!(cause instanceof TrainingConfigError)) throw cause;
    const path = ['config', ...cause.pointer.split('/').slice(1)];
    throw invalidPlaces([{ path, code: cause.code, detail: cause.message }]);
  }
}
