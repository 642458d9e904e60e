import { describe, expect, it } from 'vitest';
import { defaultFeatureConfig } from '../../../lambdas/core/features/feature-config.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import {
  estimateEvaluationSeconds,
  estimatePreparationSeconds,
} from '../../../lambdas/core/self-tuning/nominal-cost.ts';
import { countAffordableSteps, runTrial } from '../../../lambdas/core/self-tuning/trial-runner.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { estimatePairStepSeconds } from '../../../lambdas/core/training/plans/pairwise-plan.ts';
import { prepareModel } from '../../../lambdas/core/training/plans/prepared-model.ts';
import type { StepPlan } from '../../../lambdas/core/training/plans/step-plan.ts';
import { colouredThings } from '../../support/core/training-factories.ts';

const things = colouredThings();
const inputsOf = (count: number) => {
  const products = things.slice(0, count);
  return fitFeatureSpace(products, [], defaultFeatureConfig).extract(products);
};

describe('nominal costs', () => {
  it('of preparation rise with the products, their words and the pairs', () => {
    expect(estimatePreparationSeconds(inputsOf(30), 0)).toBeGreaterThan(
      2 * estimatePreparationSeconds(inputsOf(10), 0),
    );
    expect(estimatePreparationSeconds(inputsOf(10), 1e6) - estimatePreparationSeconds(inputsOf(10), 0)).toBeCloseTo(
      0.6,
      6,
    );
    expect(estimatePreparationSeconds(inputsOf(10), 7)).toBe(estimatePreparationSeconds(inputsOf(10), 7));
  });

  it('of an evaluation rise with rows and dimensions', () => {
    const inputs = inputsOf(30);
    expect(estimateEvaluationSeconds(inputs, 200, 64)).toBeGreaterThan(estimateEvaluationSeconds(inputs, 100, 64));
    expect(estimateEvaluationSeconds(inputs, 100, 128)).toBeCloseTo(2 * estimateEvaluationSeconds(inputs, 100, 64), 12);
  });

  it('of a step rise with the batch size, and for losses that compare all its rows', () => {
    const prepared = prepareModel(things.slice(0, 30), [], 0, buildTrainingConfig());
    const cost = (B: number, loss: string) =>
      estimatePairStepSeconds(B, prepared, buildTrainingConfig({ loss, margin: 0.5 }));
    expect(cost(256, 'info-nce')).toBeGreaterThan(2 * cost(128, 'info-nce'));
    expect(cost(128, 'batch-hard')).toBeGreaterThan(cost(128, 'info-nce'));
  });
});

describe('runTrial', () => {
  const planOf = (losses: readonly number[]) => {
    const rates: number[] = [];
    const take = (rate: number) => losses[rates.push(rate) - 1]!;
    return { rates, plan: { steps: losses.length, stepSeconds: 0.5, take } as unknown as StepPlan };
  };
  const end = (plan: StepPlan, steps: number) => {
    const running = runTrial(plan, buildTrainingConfig({ learningRate: 1 }), steps, 'trying settings, 1 of 1');
    for (;;) {
      const { done, value } = running.next();
      if (done) return value;
      expect(value).toBe('trying settings, 1 of 1');
    }
  };

  it('takes as many steps as fit into its time, at least one and at most all', () => {
    const { plan } = planOf([1, 1, 1, 1]);
    expect([-1, 0.4, 1.2, 99].map((seconds) => countAffordableSteps(plan, seconds))).toEqual([1, 1, 2, 4]);
  });

  it('completes the learning rate schedule within its steps', () => {
    const { plan, rates } = planOf([3, 2, 1, 1]);
    expect(end(plan, 2)).toBe(true);
    expect(rates).toEqual([1, 0.5]);
  });

  it('stops and fails at the first loss that is not finite', () => {
    const { plan, rates } = planOf([1, Number.NaN, 1]);
    expect(end(plan, 3)).toBe(false);
    expect(rates).toHaveLength(2);
  });
});
