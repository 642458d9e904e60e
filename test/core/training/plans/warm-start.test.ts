import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../../../lambdas/core/catalog/product.ts';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import type { Model } from '../../../../lambdas/core/model/model.ts';
import { serializeModel } from '../../../../lambdas/core/model/model-file.ts';
import type { TrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { markAllNew, selectNewRows } from '../../../../lambdas/core/training/data/new-rows.ts';
import type { TrainingSet } from '../../../../lambdas/core/training/data/training-set.ts';
import { TrainingSetBuilder } from '../../../../lambdas/core/training/data/training-set-builder.ts';
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

function startRun(set: TrainingSet, config: TrainingConfig, model: Model): TrainingRun {
  const beginning = startTraining(set, config, undefined, undefined, { version: 'm-1', model });
  for (;;) {
    const { done, value } = beginning.next();
    if (done) return value;
  }
}

function finishRun(run: TrainingRun) {
  while (run.step < run.steps) run.takeStep();
  return run.finish();
}

const bytesOf = (model: Model) => Buffer.from(serializeModel(model)).toString('base64');

describe('a warm-started run', () => {
  const settings: [string, object][] = [
    ['lists', { loss: 'listwise', epochs: 4, hidden: 4 }],
    ['drawn pairs', {}],
    ['the best epoch', { loss: 'listwise', epochs: 4, bestEpoch: true }],
  ];

  it.each(settings)(
    'has the weights and features of its starting model before the first step, with %s',
    (_name, overrides) => {
      const config = quickConfig({ ...none, ...overrides });
      const { model } = trained(trainingSet(products, before), config);
      const set = setOf(before, after, [...products, { id: 'lamp-new', title: 'new lamp' }]);
      const run = startRun(set, { ...config, epochs: 0, maxPairs: 0 }, model);
      expect(bytesOf(run.finish().model)).toBe(bytesOf(model));
    },
  );

  it.each(settings)('trains on new rows only, with %s', (_name, overrides) => {
    const config = quickConfig({ ...none, ...overrides });
    const { model } = trained(trainingSet(products, before), config);
    const { model: next, report } = finishRun(startRun(setOf(before, after), config, model));
    expect(bytesOf(next)).toBe(bytesOf(finishRun(startRun(setOf([], after), config, model)).model));
    expect(bytesOf(next)).not.toBe(bytesOf(model));
    expect(report.data).toMatchObject({ rows: 80, seenRows: 50, goneOnFrom: 'm-1' });
    expect(report.firstWeights).toEqual({ kind: 'given' });
  });

  it('holds out the same rows as a run on all rows, and counts all rows for the baselines', () => {
    const config = quickConfig({ ...base, heldOutFraction: 0.3 });
    const { model } = trained(trainingSet(products, before), config);
    const { heldOut, data } = finishRun(startRun(setOf(before, after), config, model)).report;
    const whole = trained(trainingSet(products, [...before, ...after]), config).report;
    expect(data.heldOutRows).toBe(whole.data.heldOutRows);
    expect(heldOut!.baselines).toEqual(whole.heldOut!.baselines);
  });

  it('gives the same bytes when interrupted at any step', () => {
    const config = quickConfig({ ...base, heldOutFraction: 0.2, averageDecay: 0.9 });
    const { model } = trained(trainingSet(products, before), config);
    const set = setOf(before, after);
    const uncut = bytesOf(finishRun(startRun(set, config, model)).model);
    const { steps } = startRun(set, config, model);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: steps }), (cut) => {
        const first = startRun(set, config, model);
        while (first.step < cut) first.takeStep();
        const second = startRun(set, config, model);
        second.restore(first.checkpoint());
        expect(bytesOf(finishRun(second).model)).toBe(uncut);
      }),
      { numRuns: 20 },
    );
  });

  it('rejects the checkpoint of a run with another starting model', () => {
    const config = quickConfig(none);
    const { model } = trained(trainingSet(products, before), config);
    const bytes = startRun(setOf([], after), config, model).checkpoint();
    const untrained = startTraining(trainingSet(products, after), config);
    let step = untrained.next();
    while (!step.done) step = untrained.next();
    expect(() => (step.value as TrainingRun).restore(bytes)).toThrow('restart the run');
  });
});

describe('explainWarmStartMismatch', () => {
  const { model } = trained(trainingSet(products, before), quickConfig(none));

  it("accepts a configuration of the model's shape, with any field weights", () => {
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
  ])('rejects a configuration with %j', (overrides, why) => {
    expect(explainWarmStartMismatch(model, quickConfig({ ...none, ...overrides }), products)).toContain(why);
  });

  it('rejects a linear model when products have another number of features', () => {
    const config = quickConfig({ encoder: 'linear', dim: 2, normalize: false });
    const withFeatures = (width: number) => [{ id: 'a', features: Array(width).fill(1) }];
    expect(explainWarmStartMismatch(identityModel, config, withFeatures(2))).toBeUndefined();
    expect(explainWarmStartMismatch(identityModel, config, withFeatures(3))).toBe(
      'it reads 2 features, but most products have 3',
    );
  });
});

describe('selectNewRows and markAllNew', () => {
  it('select the new rows, and mark all rows as new', () => {
    const pair = { anchor: 'lamp-red', positive: 'lamp-blue' };
    const set = setOf([...before, pair], [...after, pair]);
    const { counts } = set;
    expect(selectNewRows(set)).toEqual({ ...setOf([], [...after, pair]), counts });
    expect(markAllNew(set)).toEqual({ ...setOf([], [...before, pair, ...after, pair]), counts });
  });
});
