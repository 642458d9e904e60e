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
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const products: Product[] = colouredThings().map((product, i) => ({
  ...product,
  vectors: { image: [Math.sin(i), Math.cos(3 * i), (i % 5) - 2] },
}));
const set = trainingSet(products, tasteBaskets());
const base = { maxPairs: 640, heldOutFraction: 0.2, batchSize: 16, dim: 8, tuneFields: false };

/** A run made anew from the data, as another environment would make it. */
function begun(config: TrainingConfig, of = set): TrainingRun {
  const beginning = startTraining(of, config);
  for (;;) {
    const { done, value } = beginning.next();
    if (done) return value;
  }
}

/** Trains with a cut after each of these steps: every part in a run made anew, from the bytes of the one before. */
function cutAt(config: TrainingConfig, cuts: readonly number[]): TrainedModel {
  let run = begun(config);
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    while (run.step < Math.min(cut, run.steps)) run.takeStep();
    const bytes = run.checkpoint();
    run = begun(config);
    run.restore(bytes);
  }
  while (run.step < run.steps) run.takeStep();
  return run.finish();
}

function sha256Of({ model }: TrainedModel): string {
  return createHash('sha256').update(serializeModel(model)).digest('hex');
}

const settings: [string, object][] = [
  ['the default loss on lists', { loss: 'listwise', epochs: 12 }],
  [
    'lists with averaged weights and clipped gradients',
    { loss: 'listwise', epochs: 12, averageDecay: 0.9, clipNorm: 0.5 },
  ],
  [
    'lists under AdamW, with a hidden layer',
    { loss: 'listwise', epochs: 12, optimizer: 'adamw', weightDecay: 0.01, hidden: 8 },
  ],
  ['the catalog alone', { loss: 'listwise', selfSupervised: true, epochs: 12, heldOutFraction: 0 }],
  ['the best epoch', { loss: 'listwise', epochs: 12, bestEpoch: true, hidden: 4 }],
  ['the best epoch of drawn pairs, with little patience', { bestEpoch: true, patience: 1, averageDecay: 0.9 }],
  ['plain gradient descent', { optimizer: 'sgd', learningRate: 0.5 }],
  ['momentum', { optimizer: 'sgd', learningRate: 0.5, momentum: 0.9 }],
  ['Adam', { optimizer: 'adam' }],
  ['AdamW with averaged weights', { optimizer: 'adamw', weightDecay: 0.01, averageDecay: 0.99 }],
  ['Adagrad', { optimizer: 'adagrad' }],
  [
    'a learned temperature, a warm-up and identities left out',
    { learnTemperature: true, warmUpFraction: 0.2, identityDropout: 0.5 },
  ],
  ['texts trained on vectors', { modalityWeight: 0.5 }],
  ['a miner that draws', { loss: 'triplet', miner: 'distance-weighted', margin: 0.3 }],
];

describe('a training run that is cut and goes on elsewhere', () => {
  it.each(settings)('gives the bytes and the report of an uncut one, wherever it is cut: %s', (_name, overrides) => {
    const config = quickConfig({ ...base, ...overrides });
    const uncut = trained(set, config);
    const { steps } = begun(config);
    expect(steps).toBeGreaterThan(10);
    for (const cuts of [
      [0, steps],
      [1, 8, 9],
      [Math.floor(steps / 2), steps - 1],
    ]) {
      const cut = cutAt(config, cuts);
      expect(sha256Of(cut), `cut at ${cuts}`).toBe(sha256Of(uncut));
      expect(cut.report, `cut at ${cuts}`).toEqual(uncut.report);
    }
  });

  it('makes what was tuned on the data anew', () => {
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 3, tuneFields: true });
    const uncut = trained(set, config);
    expect(uncut.report.tuning?.fields).not.toBeNull();
    expect(sha256Of(cutAt(config, [7]))).toBe(sha256Of(uncut));
  });

  it('is begun anew with the settings that were found, without looking for them again', () => {
    const many = trainingSet(products, [...tasteBaskets(), ...tasteBaskets(), ...tasteBaskets()]);
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 1, tune: true, budgetSeconds: 3 });
    const uncut = trained(many, config);
    const first = begun(config, many);
    expect(first.tuned.search!.trials.length).toBeGreaterThan(1);
    for (let step = 0; step < 4; step++) first.takeStep();
    const beginning = startTraining(many, first.tuned.config, first.tuned.search);
    const told: unknown[] = [];
    for (let next = beginning.next(); ; next = beginning.next()) {
      if (!next.done) {
        told.push(next.value);
        continue;
      }
      const run = next.value;
      run.restore(first.checkpoint());
      while (run.step < run.steps) run.takeStep();
      const cut = run.finish();
      expect(sha256Of(cut)).toBe(sha256Of(uncut));
      expect(cut.report).toEqual(uncut.report);
      break;
    }
    expect(JSON.stringify(told)).not.toContain('trying');
  });

  it('does so when it is cut after every step', () => {
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 6, averageDecay: 0.9 });
    const { steps } = begun(config);
    const cuts = Array.from({ length: steps }, (_, step) => step);
    expect(sha256Of(cutAt(config, cuts))).toBe(sha256Of(trained(set, config)));
  });

  describe('at 200 random points', () => {
    const config = quickConfig({ ...base, loss: 'listwise', epochs: 4 });
    let expected: string;
    beforeAll(() => {
      expected = sha256Of(trained(set, config));
    });

    it('gives the same SHA-256 each time', () => {
      const { steps } = begun(config);
      const cuts = fc.uniqueArray(fc.nat(steps), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(cuts, (points) => sha256Of(cutAt(config, points)) === expected),
        { numRuns: 200 },
      );
    });
  });

  it('writes the same state as the same bytes', () => {
    const config = quickConfig(base);
    const [one, other] = [begun(config), begun(config)];
    for (let step = 0; step < 5; step++) for (const run of [one, other]) run.takeStep();
    expect(other.checkpoint()).toEqual(one.checkpoint());
  });

  it('remembers what the watchdog saw: a run that explodes does so at the same step', () => {
    const wild = quickConfig({ normalize: false, optimizer: 'sgd', learningRate: 1000, loss: 'triplet' });
    const failure = (train: () => unknown): string => {
      try {
        train();
      } catch (cause) {
        return String(cause);
      }
      return 'none';
    };
    const uncut = failure(() => trained(set, wild));
    expect(uncut).toContain('stopped at step');
    expect(failure(() => cutAt(wild, [1, 2, 3]))).toBe(uncut);
  });

  it.each([
    ['another seed', { seed: 2 }],
    ['another optimizer', { optimizer: 'sgd' as const }],
    ['another learning rate', { learningRate: 0.01 }],
  ])('refuses the checkpoint of a run with %s', (_name, overrides) => {
    const config = quickConfig(base);
    const bytes = begun({ ...config, ...overrides }).checkpoint();
    expect(() => begun(config).restore(bytes)).toThrow(CheckpointError);
    expect(() => begun(config).restore(bytes)).toThrow('restart the run');
  });

  it('refuses what is no checkpoint', () => {
    const config = quickConfig(base);
    const run = begun(config);
    expect(() => run.restore(serializeModel(trained(set, config).model))).toThrow('expected kindred-checkpoint/1');
  });
});
