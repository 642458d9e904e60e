import { buildModelCard, type ModelCard, type ModelCardInput } from '../../../lambdas/core/model-card/model-card.ts';
import type { TrainingReport } from '../../../lambdas/core/training/run/training-report.ts';
import { colouredThings, quickConfig, tasteBaskets, trained, trainingSet } from './training-factories.ts';

/** What a short run on coloured things reports, judged on its held-out rows. */
export function shortReport(): TrainingReport {
  const config = quickConfig({ dim: 8, maxPairs: 320, heldOutFraction: 0.3 });
  return trained(trainingSet(colouredThings(), tasteBaskets()), config).report;
}

/** The card of a report. */
export function cardOf(report: TrainingReport, overrides: Partial<ModelCardInput> = {}): ModelCard {
  return buildModelCard({
    modelVersion: 'm-0123456789abcdef',
    weightsSha256: '0123456789abcdef'.repeat(4),
    dataSha256: 'fedcba9876543210'.repeat(4),
    report,
    judgement: report.heldOut!,
    judgedOn: 'held-out',
    liveVersion: null,
    ...overrides,
  });
}
