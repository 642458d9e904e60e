import { type Judgement, judgeModel } from '../core/training/judge-model.ts';
import type { TrainedModel } from '../core/training/train-model.ts';
import type { TrainingSet } from '../core/training/training-set.ts';
import type { JudgingData } from './gather-judging-data.ts';

/** A judgement, and what it was made on. `heldOut` is there also when the shop's own judging data was. */
export interface ModelJudgement {
  readonly metrics: Judgement['metrics'];
  /** None where there was nothing to judge on. */
  readonly baselines: Partial<Judgement['baselines']>;
  readonly judgedOn: 'judging' | 'held-out';
  readonly heldOut: Judgement | null;
}

/**
 * Metrics beside those of the baselines: on the shop's judging data where it speaks of products of the catalog, else on the
 * held-out part of the training data; without either there are none.
 */
export function judgeTrainedModel(
  set: TrainingSet,
  { rows, candidateIdPrefix }: JudgingData,
  { model, report }: TrainedModel,
): ModelJudgement {
  const catalog = set.products.slice(0, set.catalogSize);
  const given = rows.length > 0 ? judgeModel(model, catalog, set, rows, candidateIdPrefix) : undefined;
  const heldOut = report.heldOut;
  if (given && Object.keys(given.metrics).length > 0) return { ...given, judgedOn: 'judging', heldOut };
  const { metrics, baselines } = heldOut ?? { metrics: {}, baselines: {} };
  return { metrics, baselines, judgedOn: 'held-out', heldOut };
}
