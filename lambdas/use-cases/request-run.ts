import { trainingConfig } from '../core/training/training-config.ts';
import { TrainingConfigError } from '../core/training/training-error.ts';
import type { Job } from '../ports/job-store.ts';
import { type StartRunPorts, startRun } from './start-run.ts';
import { invalidPlaces, UseCaseError } from './use-case-error.ts';

export interface RunAsked {
  /** The id of the run; the same again starts nothing. */
  readonly runId: string;
  /** Whether the run has to be there already. */
  readonly resume: boolean;
  /** Fields of the training configuration; a run that is resumed keeps its own. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Starts a training run that a caller asks for, or goes on with one.
 * @throws UseCaseError `invalid-request`, `training-run-not-found`
 */
export async function requestRun(ports: StartRunPorts, { runId, resume, config }: RunAsked): Promise<Job> {
  checkConfig(config);
  const known = await ports.jobs.get('training-run', runId);
  if (resume && known === undefined)
    throw new UseCaseError('training-run-not-found', `there is no training run ${runId}`);
  const { kind, modelVersion, by, why } = known?.detail ?? {};
  if (kind === 'publish') {
    const asked = { by: String(by), why: String(why), override: true };
    return startRun(ports, { kind: 'publish', runId, version: String(modelVersion), ...asked });
  }
  const trigger = (known?.detail.trigger ?? []) as readonly string[];
  const own = (known?.detail.config ?? config) as RunAsked['config'];
  return startRun(ports, { kind: 'train', runId, trigger, config: own });
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
