import type { Product } from '../../catalog/product.ts';
import type { Judgement } from '../../evaluation/judgement.ts';
import type { FirstWeights } from '../../model/exact-cosines.ts';
import type { Model } from '../../model/model.ts';
import type { OptimizerName } from '../../optimizers/registry.ts';
import type { CatalogReview } from '../../review/review-catalog.ts';
import type { SearchReport } from '../../self-tuning/search-report.ts';
import type { TunedConfig } from '../../self-tuning/tune-config.ts';
import type { Diagnostics } from '../../watchdog/watchdog.ts';
import { resolveOptimizer } from '../config/auto-optimizer.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { EvidenceCounts } from '../data/evidence-counts.ts';
import type { HeldOutRule } from '../data/held-out-rule.ts';
import { countRows, selectNewRows } from '../data/new-rows.ts';
import type { TrainingSet } from '../data/training-set.ts';
import type { DimensionChoice } from '../plans/choose-dimension.ts';
import type { Preparation } from '../plans/step-plan.ts';
import type { TrainingTuning } from '../plans/training-tuning.ts';
import type { EpochReport } from '../selection/best-epoch.ts';
import type { ShareChoice } from '../selection/choose-share.ts';
import type { PreparedRun } from './prepared-run.ts';

/** The progress of a run: its phase of preparation, its steps, and then that its model is judged. */
export type TrainingProgress =
  | { readonly phase: 'preparing'; readonly doing: Preparation }
  | StepProgress
  | { readonly phase: 'judging' };

export interface StepProgress {
  readonly phase: 'training';
  /** Steps taken, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss since the last progress. */
  readonly loss: number;
  /** Pairs drawn so far. */
  readonly pairs: number;
}

/** The mean loss of the steps since the last point. */
export interface LossPoint {
  /** Steps taken. */
  readonly step: number;
  readonly loss: number;
}

/** What a model learned from: the content of the catalog alone, or training rows as well. */
export type LearnedFrom = 'catalog' | 'training-rows';

/** The course and the result of a run, as plain JSON. */
export interface TrainingReport {
  /** Absent in reports of earlier releases. */
  readonly learnedFrom?: LearnedFrom;
  readonly config: TrainingConfig;
  /** What moved the weights: with `auto`, what it chose. Absent in text models, and in reports of earlier releases. */
  readonly optimizer?: OptimizerName;
  readonly data: {
    readonly products: number;
    /** Training rows that were used. */
    readonly rows: number;
    /** Distinct facts in these rows. */
    readonly facts: number;
    /** Warm start only: the starting version. */
    readonly goneOnFrom?: string;
    /** Warm start only: the facts that the starting version was trained on. */
    readonly seenRows?: number;
    readonly pairs: number;
    /** Facts that were held out to judge the model. */
    readonly heldOutRows: number;
    /** Which facts were held out. */
    readonly split: HeldOutRule;
    /** Facts that were left out of training because they repeat a held-out one. */
    readonly copiesOfHeldOut: number;
    /** How rows became facts; absent if the set was not built from rows. */
    readonly evidence?: EvidenceCounts;
    /** Products that took no part, or only without some vectors, because their vectors have another width than most. */
    readonly misfits: number;
  };
  readonly lossCurve: readonly LossPoint[];
  /** The scores of the epochs on the validation rows, if the best was selected. */
  readonly epochs?: EpochReport;
  /** How much of the training the model keeps. Absent in text models, and in reports of earlier releases. */
  readonly trainedShare?: ShareChoice;
  /** The tried settings, if the run searched for settings. */
  readonly search?: SearchReport;
  /** What the weights were before the first step. Absent in reports of earlier releases. */
  readonly firstWeights?: FirstWeights;
  /** How many numbers an embedding has, and why. Absent in reports of earlier releases. */
  readonly dimension?: DimensionChoice;
  /** The settings tuned on the training data; null if none. */
  readonly tuning: TrainingTuning | null;
  /** The judgement on held-out rows; null without any. */
  readonly heldOut: Judgement | null;
  /** The findings of the watchdog. */
  readonly diagnostics: Diagnostics;
  /** How the model sees the catalog. Absent in reports of earlier releases. */
  readonly review?: CatalogReview;
}

/** A model with its report. */
export interface ReportedModel {
  readonly model: Model;
  readonly report: TrainingReport;
}

/** The result of a run. */
export interface TrainedModel extends ReportedModel {
  /**
   * The text model of a run on training rows (text-model.ts), judged on the same rows. Absent if it can embed less than
   * half of the products that the trained model can.
   */
  readonly text?: ReportedModel;
}

/** The parts of a finished run that its report is built from. */
export interface FinishedRun {
  readonly set: TrainingSet;
  readonly tuned: TunedConfig;
  readonly prepared: PreparedRun;
  /** The starting version, if any. */
  readonly from: string | undefined;
  readonly lossCurve: readonly LossPoint[];
  readonly trainedShare: ShareChoice;
  readonly heldOut: Judgement | null;
  readonly diagnostics: Diagnostics;
  readonly review: CatalogReview;
}

/** Builds the report of a finished run. */
export function buildTrainingReport(run: FinishedRun): TrainingReport {
  const { set, tuned, prepared, from, lossCurve, trainedShare, heldOut, diagnostics, review } = run;
  const { plan, sampler, heldOutRows, copiesOfHeldOut, rule, bestEpoch } = prepared;
  const facts = countRows(set);
  return {
    learnedFrom: tuned.config.selfSupervised ? 'catalog' : 'training-rows',
    config: tuned.config,
    optimizer: resolveOptimizer(tuned.config),
    data: {
      products: set.catalogSize,
      rows: set.counts?.rows ?? facts,
      facts,
      ...(from !== undefined && { seenRows: facts - countRows(selectNewRows(set)), goneOnFrom: from }),
      pairs: sampler.pairCount,
      heldOutRows,
      split: rule,
      copiesOfHeldOut,
      ...(set.counts && { evidence: set.counts }),
      misfits: countMisfits(set.products, plan.products),
    },
    lossCurve,
    ...(bestEpoch && { epochs: bestEpoch.report() }),
    trainedShare,
    ...(tuned.search && { search: tuned.search }),
    firstWeights: plan.firstWeights,
    dimension: plan.dimension,
    tuning: plan.tuning,
    heldOut,
    diagnostics,
    review,
  };
}

/** Builds the report of the text model of a run from that of the trained model. It took no step. */
export function buildTextReport(
  trained: TrainingReport,
  heldOut: Judgement | null,
  review: CatalogReview | undefined,
): TrainingReport {
  const {
    optimizer: _moved,
    epochs: _epochs,
    trainedShare: _share,
    search: _search,
    review: _review,
    ...report
  } = trained;
  const { chanceLoss } = report.diagnostics;
  const unwatched = { stopping: false, sample: { products: 0, pairs: 0 }, chanceLoss, looks: [], warnings: [] };
  return {
    ...report,
    learnedFrom: 'catalog',
    lossCurve: [],
    heldOut,
    diagnostics: unwatched,
    ...(review && { review }),
  };
}

/** The number of products that the model cannot read whole. */
function countMisfits(products: readonly Product[], fitting: readonly Product[]): number {
  return fitting.filter((product, row) => product !== products[row]).length;
}
