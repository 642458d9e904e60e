import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import type { Model } from '../../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import type { TrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { markAllNew, selectNewRows } from '../../../../lambdas/core/training/data/new-rows.ts';
import { type TrainingSet, TrainingSetBuilder } from '../../../../lambdas/core/training/data/training-set.ts';
import { explainWarmStartMismatch } from '../../../../lambdas/core/training/plans/warm-start.ts';
import { startTraining } from '../../../../lambdas/core/training/run/train-model.ts';
import type { TrainingRun } from '../../../../lambdas/core/training/run/training-run.ts';
import { identityModel } from '../../../support/core/factories.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const products = colouredThings();
const [before, after] = [tasteBaskets().slice(0, 50), tasteBaskets().slice(50)];
const base = { maxPairs: 640, batchSize: 16, dim: 8, tuneFields: false };
const none = { ...base, heldOutFraction: 0 };

function setOf(seen: readonly TrainingRow[], fresh: readonly TrainingRow[], catalog: readonly Product[] = products) {
  const builder = new TrainingSetBuilder(catalog);
  for (const row of seen) builder.add(row, true);
  for (const row of fresh) builder.add(row);
  return builder.build();
}

function begun(set: TrainingSet, config: TrainingConfig, model: Model): TrainingRun {
  const beginning = startTraining(set, config, undefined, undefined, { version: 'm-1', model });
  for (;;) {
    const { done, value } = beginning.next();
    if (done) return value;
  }
}

function finished(run: TrainingRun) {
  while (run.step < run.steps) run.takeStep();
  return run.finish();
}

const bytesOf = (model: Model) => Buffer.from(serializeModel(model)).toString('base64');

describe('a run that goes on from a model', () => {
  const settings: [string, object][] = [
    ['lists', { loss: 'listwise', epochs: 4, hidden: 4 }],
    ['drawn pairs', {}],
    ['the best epoch', { loss: 'listwise', epochs: 4, bestEpoch: true }],
  ];

  it.each(settings)('begins with its weights and features, where no step is taken: %s', (_name, overrides) => {
    const config = quickConfig({ ...none, ...overrides });
    const { model } = trained(trainingSet(products, before), config);
    const set = setOf(before, after, [...products, { id: 'lamp-new', title: 'new lamp' }]);
    const run = begun(set, { ...config, epochs: 0, maxPairs: 0 }, model);
    expect(bytesOf(run.finish().model)).toBe(bytesOf(model));
  });

  it.each(settings)('trains on what was not seen, and on nothing else: %s', (_name, overrides) => {
    const config = quickConfig({ ...none, ...overrides });
    const { model } = trained(trainingSet(products, before), config);
    const { model: next, report } = finished(begun(setOf(before, after), config, model));
    expect(bytesOf(next)).toBe(bytesOf(finished(begun(setOf([], after), config, model)).model));
    expect(bytesOf(next)).not.toBe(bytesOf(model));
    expect(report.data).toMatchObject({ rows: 80, seenRows: 50, goneOnFrom: 'm-1' });
  });

  it('holds out what a run on all rows would, and judges with all', () => {
    const config = quickConfig({ ...base, heldOutFraction: 0.3 });
    const { model } = trained(trainingSet(products, before), config);
    const { heldOut, data } = finished(begun(setOf(before, after), config, model)).report;
    const whole = trained(trainingSet(products, [...before, ...after]), config).report;
    expect(data.heldOutRows).toBe(whole.data.heldOutRows);
    expect(heldOut!.baselines).toEqual(whole.heldOut!.baselines);
  });

  it('gives the same bytes wherever it is cut', () => {
    const config = quickConfig({ ...base, heldOutFraction: 0.2, averageDecay: 0.9 });
    const { model } = trained(trainingSet(products, before), config);
    const set = setOf(before, after);
    const uncut = bytesOf(finished(begun(set, config, model)).model);
    const { steps } = begun(set, config, model);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: steps }), (cut) => {
        const first = begun(set, config, model);
        while (first.step < cut) first.takeStep();
        const second = begun(set, config, model);
        second.restore(first.checkpoint());
        expect(bytesOf(finished(second).model)).toBe(uncut);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses the checkpoint of a run that began with other weights', () => {
    const config = quickConfig(none);
    const { model } = trained(trainingSet(products, before), config);
    const bytes = begun(setOf([], after), config, model).checkpoint();
    const untrained = startTraining(trainingSet(products, after), config);
    let step = untrained.next();
    while (!step.done) step = untrained.next();
    expect(() => (step.value as TrainingRun).restore(bytes)).toThrow('restart the run');
  });
});

describe('a model', () => {
  const { model } = trained(trainingSet(products, before), quickConfig(none));

  it('can be gone on from by a configuration of its shape, whatever its features weigh', () => {
    const config = quickConfig({ ...none, learningRate: 0.5, features: { brandWeight: 7 } });
    expect(explainWarmStartMismatch(model, config, products)).toBeUndefined();
  });

  it.each([
    [{ dim: 16 }, 'its dim is 8'],
    [{ hidden: 4 }, 'its hidden is 0'],
    [{ encoder: 'linear' }, 'its encoder is bag'],
    [{ normalize: false }, 'its normalize is true'],
    [{ queryTower: true }, 'its queryTower is false'],
    [{ loss: 'listwise', tune: true }, 'tune'],
    [{ loss: 'listwise', selfSupervised: true }, 'catalog'],
  ])('cannot by one of %j', (overrides, why) => {
    expect(explainWarmStartMismatch(model, quickConfig({ ...none, ...overrides }), products)).toContain(why);
  });

  it('that is linear cannot where products have another number of features', () => {
    const config = quickConfig({ encoder: 'linear', dim: 2, normalize: false });
    const withFeatures = (width: number) => [{ id: 'a', features: Array(width).fill(1) }];
    expect(explainWarmStartMismatch(identityModel, config, withFeatures(2))).toBeUndefined();
    expect(explainWarmStartMismatch(identityModel, config, withFeatures(3))).toBe(
      'it reads 2 features, most products have 3',
    );
  });
});

describe('the rows of a set', () => {
  it('can be had without those that were seen, and all as unseen', () => {
    const pair = { anchor: 'lamp-red', positive: 'lamp-blue' };
    const set = setOf([...before, pair], [...after, pair]);
    expect(selectNewRows(set)).toEqual(setOf([], [...after, pair]));
    expect(markAllNew(set)).toEqual(setOf([], [...before, pair, ...after, pair]));
  });
});
