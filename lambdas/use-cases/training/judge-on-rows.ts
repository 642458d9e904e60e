import { embedCatalog, judgeModels, type RunModels } from '../../core/evaluation/judge-model.ts';
import { type Judgement, NOT_JUDGED, type PossibleJudgement } from '../../core/evaluation/judgement.ts';
import type { TrainedModel } from '../../core/training/run/training-report.ts';
import type { LiveVectors } from '../models/live-vectors.ts';
import type { RunDataset } from './run-dataset.ts';

/** A judgement, and what it was made on. */
export interface ModelJudgement {
  /** Without metrics if there was no row to judge on. */
  readonly judgement: PossibleJudgement;
  readonly judgedOn: 'judging' | 'held-out';
  /** The live version, if the judgement compares with it. */
  readonly liveVersion: string | null;
}

/**
 * Judges the models of a run on the shop's judging data if it names products of the catalog, else on the held-out part
 * of the training data. Earlier runs with the same seed and fraction held out the same rows. Without either there are
 * no metrics.
 * @param live Undefined if no version is live.
 */
export function judgeOnRows(
  dataset: RunDataset,
  finished: TrainedModel,
  live: LiveVectors | undefined,
): RunModels<ModelJudgement> {
  const given = judgeOnGivenRows(dataset, finished, live);
  const conclude = (judgement: PossibleJudgement): ModelJudgement => ({
    judgement,
    judgedOn: given ? 'judging' : 'held-out',
    liveVersion: judgement.live ? (live?.version ?? null) : null,
  });
  const { report, text } = finished;
  return {
    trained: conclude(given?.trained ?? report.heldOut ?? NOT_JUDGED),
    ...(text && { text: conclude(given?.text ?? text.report.heldOut ?? NOT_JUDGED) }),
  };
}

/** @returns undefined if no row of the judging data names products of the catalog */
function judgeOnGivenRows(
  { set, judging: { rows, candidateIdPrefix } }: RunDataset,
  { model, text }: TrainedModel,
  live: LiveVectors | undefined,
): RunModels<Judgement> | undefined {
  if (rows.length === 0) return undefined;
  const catalog = set.products.slice(0, set.catalogSize);
  const models = {
    trained: embedCatalog(model, catalog),
    ...(text && { text: embedCatalog(text.model, catalog) }),
  };
  const judged = judgeModels(models, { catalog, training: set, rows, candidateIdPrefix }, live);
  return Object.keys(judged.trained.metrics).length > 0 ? judged : undefined;
}
