import { toCatalogConfig, toPlainCatalogConfig } from '../../core/training/config/catalog-config.ts';
import { buildTrainingConfig, type TrainingConfig } from '../../core/training/config/training-config.ts';
import type { DecisionLog } from '../../ports/decision-log.ts';
import type { JobStore } from '../../ports/job-store.ts';
import type { TrainRequest } from '../../ports/starters.ts';
import type { RunContext } from '../runs/run-steps.ts';
import type { GatheredRun, GatherRunPorts } from './gather-run.ts';
import type { JudgeRunPorts } from './judge-run.ts';
import { openRun, type RunOptions } from './open-run.ts';
import type { OpenRun } from './run-cache.ts';

export type TrainPorts = GatherRunPorts &
  JudgeRunPorts & { readonly decisions: DecisionLog; readonly jobs: Pick<JobStore, 'get' | 'list'> };

export interface TrainRun extends RunContext<TrainPorts> {
  readonly options: RunOptions;
}

/** How a run, or a part of it, trains. */
export interface TrainingPart {
  /** Opens the run at its last checkpoint. Called in each step: the step may be the first one of a new environment. */
  readonly open: () => Promise<OpenRun>;
  /** Makes the names of the steps unique: empty in the first part. */
  readonly suffix: string;
}

/** Training on rows; or on the catalog alone, if the data of the run says so. */
export function firstPart(run: TrainRun, request: TrainRequest, { catalogAlone }: GatheredRun): TrainingPart {
  const config = configOf(run, request);
  return partOf(run, catalogAlone === undefined ? config : withoutStops(toCatalogConfig(config)), '');
}

/** Training on the catalog alone after the first part has failed: without the settings that may be at fault. */
export function catalogPart(run: TrainRun, request: TrainRequest): TrainingPart {
  return partOf(run, withoutStops(toPlainCatalogConfig(configOf(run, request))), ' (catalog alone)');
}

/** The watchdog only warns: a catalog whose products are all alike is no reason to serve nothing. */
function withoutStops(config: TrainingConfig): TrainingConfig {
  return { ...config, watchdog: false };
}

function partOf({ ports, job, options }: TrainRun, config: TrainingConfig, suffix: string): TrainingPart {
  return { open: () => openRun(ports, options, job.id, config), suffix };
}

/** @throws TrainingConfigError: `freezeData` has thrown it before */
function configOf({ options }: TrainRun, request: TrainRequest): TrainingConfig {
  return buildTrainingConfig({ ...options.config, ...request.config });
}
