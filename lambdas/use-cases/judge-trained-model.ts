import { type CardJudgement, NOT_JUDGED } from '../core/model-card/model-card.ts';
import { judgeModel } from '../core/training/judge-model.ts';
import type { TrainedModel } from '../core/training/training-report.ts';
import type { TrainingSet } from '../core/training/training-set.ts';
import type { JudgingData } from './gather-judging-data.ts';
import type { LiveVectors } from './live-vectors.ts';

/** A judgement, and what it was made on. */
export interface ModelJudgement {
  /** Of nothing where there was nothing to judge on. */
  readonly judgement: CardJudgement;
  readonly judgedOn: 'judging' | 'held-out';
  /** The served version, where it was compared with. */
  readonly liveVersion: string | null;
}

/**
 * Metrics beside those of the baselines and of the served version: on the shop's judging data where it speaks of products of
 * the catalog, else on the held-out part of the training data (which earlier runs of the same seed and fraction held out
 * too); without either there are none.
 * @param live What the held-out part was compared with as well.
 */
export function judgeTrainedModel(
  set: TrainingSet,
  { rows, candidateIdPrefix }: JudgingData,
  { model, report }: TrainedModel,
  live?: LiveVectors,
): ModelJudgement {
  const catalog = set.products.slice(0, set.catalogSize);
  const given = rows.length > 0 ? judgeModel(model, catalog, set, rows, candidateIdPrefix, live) : undefined;
  if (given && Object.keys(given.metrics).length > 0) {
    return { judgement: given, judgedOn: 'judging', liveVersion: live?.version ?? null };
  }
  const liveVersion = report.heldOut?.live ? (live?.version ?? null) : null;
  return { judgement: report.heldOut ?? NOT_JUDGED, judgedOn: 'held-out', liveVersion };
}
