import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import { CheckpointError } from '../../../../lambdas/core/checkpoint/checkpoint-error.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import type { TrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { startTraining } from '../../../../lambdas/core/training/run/train-model.ts';
import type { TrainedModel } from '../../../../lambdas/core/training/run/training-report.ts';
import type { TrainingRun } from '../../../../lambdas/core/training/run/training-run.ts';
import {
  colouredThings,
  manyTasteBaskets,
  quickConfig,
  tasteBaskets,
  tasteOf,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const products: Product[] = colouredThings().map((product, i) => ({
  ...product,
  vectors: { image: [Math.sin(i), Math.cos(3 * i), (i % 5) - 2] },
}));
const set = trainingSet(products, tasteBaskets());
const base = { maxPairs: 640, heldOutFraction: 0.2, batchSize: 16, dim: 8, tuneFields: false };

/** A run prepared again from the data, as another environment would prepare it. */
function prepareTraining(config: TrainingConfig, of = set): TrainingRun {
  const beginning = startTraining(of, config);
  for (;;) {
    const { done, value } = beginning.next();
    if (done) return value;
  }
}

/**
 * Trains with an interruption after each of these steps: each part is a new run that resumes from the checkpoint of the
 * last.
 */
function trainInterrupted(config: TrainingConfig, cuts: readonly number[], of = set): TrainedModel {
  let run = prepareTraining(config, of);
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    while (run.step < Math.min(cut, run.steps)) run.takeStep();
    const bytes = run.checkpoint();
    run = prepareTraining(config, of);
    run.restore(bytes);
  }
  while (run.step < run.steps) run.takeStep();
  return run.finish();
}

function sha256Of({ model }: TrainedModel): string {
  return createHash('sha256').update(serializeModel(model)).digest('hex');
}

const settings: [string, object][] = [
  ['the default listwise loss', { loss: 'listwise', epochs: 12 }],
  [
    'the listwise loss, averaged weights and clipped gradients',
    { loss: 'listwise', epochs: 12, averageDecay: 0.9, clipNorm: 0.5 },
  ],
  [
    'the listwise loss with AdamW and a hidden layer',
    { loss: 'listwise', epochs: 12, optimizer: 'adamw', weightDecay: 0.01, hidden: 8 },
  ],
  ['the catalog alone', { loss: 'listwise', selfSupervised: true, epochs: 12, heldOutFraction: 0 }],
  ['the best epoch', { loss: 'listwise', epochs: 12, bestEpoch: true, hidden: 4 }],
  ['the best epoch of drawn pairs and little patience', { bestEpoch: true, patience: 1, averageDecay: 0.9 }],
  ['plain gradient descent', { optimizer: 'sgd', learningRate: 0.5 }],
  ['momentum', { optimizer: 'sgd', learningRate: 0.5, momentum: 0.9 }],
  ['Adam', { optimizer: 'adam' }],
  ['AdamW with averaged weights', { optimizer: 'adamw', weightDecay: 0.01, averageDecay: 0.99 }],
  ['Adagrad', { optimizer: 'adagrad' }],
  [
    'a learned temperature, a warm-up and dropped id rows',
    { learnTemperature: true, warmUpFraction: 0.2, identityDropout: 0.5 },
  ],
  ['texts trained on vectors', { modalityWeight: 0.5 }],
  ['a miner that draws', { loss: 'triplet', miner: 'distance-weighted', margin: 0.3 }],
];

describe('a training run that resumes from checkpoints', () => {
  it.each(settings)('gives the bytes and the report of an uninterrupted run with %s', (_name, overrides) => {
    const config = quickConfig({ ...base, ...overrides });
    const uninterrupted = trained(set, config);
    const { steps } = prepareTraining(config);
    expect(steps).toBeGreaterThan(10);
    for (const cuts of [
      [0, steps],
      [1, 8, 9],
      [Math.floor(steps / 2), steps - 1],
    ]) {
      const cut = trainInterrupted(config, cuts);
      expect(sha256Of(cut), `cut at ${cuts}`).toBe(sha256Of(uninterrupted));
      expect(cut.report, `cut at ${cuts}`).toEqual(uninterrupted.report);
    }
  });

  it('tunes the same settings again when it is prepared again', () => {
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 3, tuneFields: true });
    // The fields are tuned on given pairs, which are few, or on a thousand that are drawn from baskets.
    const alike = (i: number) => products.slice(i + 1).filter(({ id }) => tasteOf(id) === tasteOf(products[i]!.id));
    const pairs = products.flatMap(({ id }, i) => alike(i).map((other) => ({ anchor: id, positive: other.id })));
    const few = trainingSet(products, pairs);
    const uninterrupted = trained(few, config);
    expect(uninterrupted.report.tuning?.fields).not.toBeNull();
    expect(sha256Of(trainInterrupted(config, [7], few))).toBe(sha256Of(uninterrupted));
  });

  it('restarts with the found settings without another search', () => {
    const many = trainingSet(products, manyTasteBaskets());
    const config = quickConfig({
      ...base,
      loss: 'listwise',
      epochs: 1,
      tune: true,
      budgetSeconds: 3,
      validationFraction: 0.2,
    });
    const uninterrupted = trained(many, config);
    const first = prepareTraining(config, many);
    expect(first.tuned.search!.trials.length).toBeGreaterThan(1);
    for (let step = 0; step < 4; step++) first.takeStep();
    const beginning = startTraining(many, first.tuned.config, first.tuned.search);
    const progress: unknown[] = [];
    for (let next = beginning.next(); ; next = beginning.next()) {
      if (!next.done) {
        progress.push(next.value);
        continue;
      }
      const run = next.value;
      run.restore(first.checkpoint());
      while (run.step < run.steps) run.takeStep();
      const cut = run.finish();
      expect(sha256Of(cut)).toBe(sha256Of(uninterrupted));
      expect(cut.report).toEqual(uninterrupted.report);
      break;
    }
    expect(JSON.stringify(progress)).not.toContain('trying');
  });

  it('gives the same bytes when interrupted after every step', () => {
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 6, averageDecay: 0.9 });
    const { steps } = prepareTraining(config);
    const cuts = Array.from({ length: steps }, (_, step) => step);
    expect(sha256Of(trainInterrupted(config, cuts))).toBe(sha256Of(trained(set, config)));
  });

  describe('a training run interrupted at random steps', () => {
    // Without what is tuned before and judged after the steps, which the other tests look at.
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 4, targetTextWeight: 0.3, heldOutFraction: 0 });
    let expected: string;
    beforeAll(() => {
      expected = sha256Of(trained(set, config));
    });

    it('gives the same SHA-256 every time', () => {
      const { steps } = prepareTraining(config);
      const cuts = fc.uniqueArray(fc.nat(steps), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(cuts, (points) => sha256Of(trainInterrupted(config, points)) === expected),
        { numRuns: Number(process.env.RUNS ?? 40) },
      );
    });
  });

  it('writes the same checkpoint bytes for the same state', () => {
    const config = quickConfig(base);
    const [one, other] = [prepareTraining(config), prepareTraining(config)];
    for (let step = 0; step < 5; step++) for (const run of [one, other]) run.takeStep();
    expect(other.checkpoint()).toEqual(one.checkpoint());
  });

  it('restores the watchdog: a diverging run stops at the same step', () => {
    const wild = quickConfig({ normalize: false, optimizer: 'sgd', learningRate: 1000, loss: 'triplet' });
    const failure = (train: () => unknown): string => {
      try {
        train();
      } catch (cause) {
        return String(cause);
      }
      return 'none';
    };
    const uninterrupted = failure(() => trained(set, wild));
    expect(uninterrupted).toContain('stopped at step');
    expect(failure(() => trainInterrupted(wild, [1, 2, 3]))).toBe(uninterrupted);
  });

  it.each([
    ['another seed', { seed: 2 }],
    ['another optimizer', { optimizer: 'sgd' as const }],
    ['another learning rate', { learningRate: 0.01 }],
  ])('rejects the checkpoint of a run with %s', (_name, overrides) => {
    const config = quickConfig(base);
    const bytes = prepareTraining({ ...config, ...overrides }).checkpoint();
    expect(() => prepareTraining(config).restore(bytes)).toThrow(CheckpointError);
    expect(() => prepareTraining(config).restore(bytes)).toThrow('restart the run');
  });

  it('rejects bytes that are no checkpoint', () => {
    const config = quickConfig(base);
    const run = prepareTraining(config);
    expect(() => run.restore(serializeModel(trained(set, config).model))).toThrow('expected kindred-checkpoint/1');
  });
});
