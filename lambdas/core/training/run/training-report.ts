import type { Judgement } from '../../evaluation/judgement.ts';
import type { Model } from '../../model/model.ts';
import type { SearchReport } from '../../self-tuning/search-report.ts';
import type { Diagnostics } from '../../watchdog/watchdog.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { Preparation } from '../plans/step-plan.ts';
import type { TrainingTuning } from '../plans/training-tuning.ts';
import type { EpochReport } from '../selection/best-epoch.ts';

/** How far a run has come. */
export type TrainingProgress = { readonly phase: 'preparing'; readonly doing: Preparation } | StepProgress;

export interface StepProgress {
  readonly phase: 'training';
  /** Steps taken, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss since the progress before. */
  readonly loss: number;
  /** Pairs drawn so far. */
  readonly pairs: number;
}

/** The mean loss of the steps up to one, since the point before. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

/** What a run did and how good it is, as plain JSON. */
export interface TrainingReport {
  readonly config: TrainingConfig;
  readonly data: {
    readonly products: number;
    readonly rows: number;
    /** Where the run went on from a version: that version, and the rows that it had seen. */
    readonly goneOnFrom?: string;
    readonly seenRows?: number;
    readonly pairs: number;
    readonly heldOutRows: number;
    /** Products that took no part, or not with all their vectors, which have another width than those of most. */
    readonly misfits: number;
  };
  readonly lossCurve: readonly LossPoint[];
  /** How the epochs did on a validation part, where the best of them was kept. */
  readonly epochs?: EpochReport;
  /** What was tried before, where better settings were looked for. */
  readonly search?: SearchReport;
  /** What was chosen from the training data; null where nothing was. */
  readonly tuning: TrainingTuning | null;
  /** Metrics on rows that were kept out of training; null when there were none. */
  readonly heldOut: Judgement | null;
  /** What the watchdog saw. */
  readonly diagnostics: Diagnostics;
}

export interface TrainedModel {
  readonly model: Model;
  readonly report: TrainingReport;
}
