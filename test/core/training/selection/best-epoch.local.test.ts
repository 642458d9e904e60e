import { describe, expect, it } from 'vitest';
import { lossNames } from '../../../../lambdas/core/losses/registry.ts';
import { embedProducts, type Model, readInputs as readBy } from '../../../../lambdas/core/model/model.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { splitHeldOut } from '../../../../lambdas/core/training/data/held-out-split.ts';
import type { StepPlan } from '../../../../lambdas/core/training/plans/step-plan.ts';
import { BestEpoch } from '../../../../lambdas/core/training/selection/best-epoch.ts';
import { splitValidation, type Validation } from '../../../../lambdas/core/training/selection/validation.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const readInputs = (model: Model) => readBy(model.input, set.products);
const heldOutCut = (fraction: number) => splitHeldOut(set, { fraction: fraction, seed: 1 });
const set = trainingSet(colouredThings(), tasteBaskets());

interface Part {
  from?: number;
  to?: number;
  after?: BestEpoch;
}

/** A plan whose only weight is the number of steps taken, and a validation with a given recall after each epoch. */
function counting(recalls: readonly number[], stepsPerEpoch = 2) {
  let taken = 0;
  const modelNow = () => ({
    normalize: true,
    parameters: { D: 1, table: Float32Array.of(taken), dense: new Float32Array(0) },
  });
  const plan = { steps: (recalls.length - 1) * stepsPerEpoch, stepsPerEpoch, finish: modelNow } as unknown as StepPlan;
  const recallOf = (model: Model) => recalls[Math.ceil(model.parameters.table[0]! / stepsPerEpoch)]!;
  const validation = {
    rows: 7,
    evaluate: (model: Model) => ({ recall: Float64Array.of(recallOf(model)), ndcg: Float64Array.of(0.5) }),
  } as unknown as Validation;
  return (patience: number, { from = 0, to = plan.steps, after }: Part = {}) => {
    taken = from;
    const best = new BestEpoch(plan, validation, patience);
    if (after) {
      best.restoreHistory(after.history());
      best.restore(after.state());
    }
    for (let step = from + 1; step <= to; step++) {
      taken = step;
      best.afterStep(step);
      if (best.stoppedAt !== null) break;
    }
    return { taken, best };
  };
}

describe('BestEpoch', () => {
  it('stores the model of the epoch with the highest recall, the earliest of equal ones', () => {
    const { taken, best } = counting([0.1, 0.3, 0.5, 0.4, 0.5])(0);
    expect(taken).toBe(8);
    expect(best.model.parameters.table).toEqual(Float32Array.of(4));
    expect(best.report()).toEqual({
      validationRows: 7,
      looks: [0.1, 0.3, 0.5, 0.4, 0.5].map((recall, epoch) => ({ step: 2 * epoch, recall, ndcg: 0.5 })),
      bestStep: 4,
      stoppedAt: null,
    });
  });

  it('stores the untrained model when training only harms', () => {
    const { best } = counting([0.5, 0.3, 0.2])(0);
    expect(best.model.parameters.table).toEqual(Float32Array.of(0));
    expect(best.report().bestStep).toBe(0);
  });

  it('stops the run after `patience` epochs without a better one', () => {
    const { taken, best } = counting([0.1, 0.3, 0.2, 0.3, 0.9, 0.9])(2);
    expect(taken).toBe(6);
    expect(best.report()).toMatchObject({ bestStep: 2, stoppedAt: 6 });
  });

  it('reports no early stop at the last step', () => {
    const { taken, best } = counting([0.1, 0.3, 0.2])(1);
    expect(taken).toBe(4);
    expect(best.report().stoppedAt).toBeNull();
  });

  it('gives the same result for an interrupted run', () => {
    const run = counting([0.1, 0.4, 0.3, 0.2, 0.9]);
    const whole = run(2).best;
    const cut = run(2, { to: 3 }).best;
    expect(cut.report().stoppedAt).toBeNull();
    const rest = run(2, { from: 3, after: cut }).best;
    expect(rest.report()).toEqual(whole.report());
    expect(rest.report().stoppedAt).toBe(6);
    expect(rest.model).toEqual(whole.model);
  });
});

describe('splitValidation', () => {
  it('splits rows off the training data by the seed', () => {
    const cut = splitValidation(set, 0.25, 1);
    expect(cut.validation.rows).toBeGreaterThan(8);
    expect(cut.training.groups.length).toBe(80 - cut.validation.rows);
    expect(set.groups).toEqual(expect.arrayContaining([...cut.training.groups]));
    expect(splitValidation(set, 0.25, 1).training).toEqual(cut.training);
    expect(splitValidation(set, 0.25, 2).training).not.toEqual(cut.training);
  });

  it('evaluates recalls in [0, 1] that rise with training', () => {
    const { training, validation } = splitValidation(set, 0.25, 1);
    const { model, report } = trained(training, quickConfig({ maxPairs: 2000, heldOutFraction: 0 }));
    const recalls = validation.evaluate(model, readInputs(model)).recall;
    expect(report.heldOut).toBeNull();
    expect(recalls.length).toBe(validation.rows);
    expect(recalls.every((recall) => recall >= 0 && recall <= 1)).toBe(true);
    expect(Math.max(...recalls)).toBeGreaterThan(0.3);
  });
});

describe('training with bestEpoch', () => {
  it.each(lossNames)('gives the model of the best epoch with loss %s', (loss) => {
    const config = quickConfig({ loss, miner: 'none', margin: 0.5, maxPairs: 1500, bestEpoch: true, epochs: 4 });
    const { model, report } = trained(set, config);
    const { looks, bestStep, validationRows, stoppedAt } = report.epochs!;
    expect(validationRows).toBeGreaterThan(0);
    expect(stoppedAt).toBeNull();
    expect(looks.length).toBeGreaterThan(2);
    const best = Math.max(...looks.map(({ recall }) => recall));
    expect(looks.find(({ step }) => step === bestStep)!.recall).toBe(best);
    // The held-out rows do not change; the validation rows are split off the others.
    const { training } = heldOutCut(config.heldOutFraction);
    const { validation } = splitValidation(training, config.validationFraction, config.seed);
    const recalls = validation.evaluate(model, readInputs(model)).recall;
    expect(recalls.reduce((sum, one) => sum + one, 0) / recalls.length).toBeCloseTo(best, 12);
  });

  it('stops early with a patience of 1', () => {
    const { report } = trained(set, quickConfig({ bestEpoch: true, patience: 1, maxPairs: 20_000 }));
    expect(report.epochs!.stoppedAt).not.toBeNull();
    expect(report.lossCurve.at(-1)!.step).toBe(report.epochs!.stoppedAt);
  });

  it('is off by default, without validation rows and report', () => {
    const config = quickConfig({ maxPairs: 640 });
    expect(trained(set, config).report).not.toHaveProperty('epochs');
  });

  it('gives the same bytes with a patience that is not reached', () => {
    const vectors = (patience: number) => {
      const config = buildTrainingConfig({ dim: 16, epochs: 2, bestEpoch: true, patience });
      return embedProducts(trained(set, config).model, set.products);
    };
    expect(vectors(100)).toEqual(vectors(0));
  });

  it.each([
    ['/bestEpoch', { bestEpoch: true, selfSupervised: true }],
    ['/patience', { patience: 2 }],
  ])('is rejected without validation rows: %s', (pointer, overrides) => {
    expect(() => buildTrainingConfig(overrides)).toThrow(
      expect.objectContaining({ code: 'unfit-combination', pointer }),
    );
  });
});
