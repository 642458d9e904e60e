import { describe, expect, it } from 'vitest';
import { serializeModel } from '../../../lambdas/core/model/model-file.ts';
import { tuneConfig } from '../../../lambdas/core/self-tuning/tune-config.ts';
import { LEAST_AUTO_DIM } from '../../../lambdas/core/training/config/auto-dimension.ts';
import { buildTrainingConfig, type TrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { splitHeldOut } from '../../../lambdas/core/training/data/held-out-split.ts';
import type { TrainingSet } from '../../../lambdas/core/training/data/training-set.ts';
import { splitValidation } from '../../../lambdas/core/training/selection/validation.ts';
import {
  colouredThings,
  manyTasteBaskets,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

const set = trainingSet(colouredThings(), manyTasteBaskets());
const tuning = (overrides: object = {}) =>
  buildTrainingConfig({
    dim: 16,
    batchSize: 32,
    epochs: 1,
    learningRate: 0.02,
    identityMinRows: 1,
    tuneFields: false,
    tune: true,
    budgetSeconds: 4,
    validationFraction: 0.2,
    ...overrides,
  });

function runTuning(of: TrainingSet, config: TrainingConfig) {
  const running = tuneConfig(of, config);
  const progress: string[] = [];
  for (;;) {
    const { done, value } = running.next();
    if (done) return { ...value, progress };
    progress.push(value);
  }
}

describe('tuneConfig', () => {
  const found = runTuning(set, tuning());
  const search = found.search!;

  it('runs the affordable trials rung by rung, and reports the outcome of each', () => {
    expect(search.trials.length).toBe(search.rungs[0]!.trials);
    expect(search.trials[0]!.settings).toEqual({});
    for (const { results } of search.trials) {
      expect(results.map(({ rung }) => rung)).toEqual(results.map((_, i) => i + 1));
      for (const { steps, recall } of results) {
        expect(steps).toBeGreaterThan(0);
        expect(recall!).toBeGreaterThanOrEqual(0);
      }
    }
    const reached = (rung: number) => search.trials.filter(({ results }) => results.length >= rung).length;
    expect(search.rungs.map((_, i) => reached(i + 1))).toEqual(search.rungs.map(({ trials }) => trials));
    expect(search.trials.filter(({ outcome }) => outcome === 'chosen')).toHaveLength(1);
    expect(new Set(found.progress.filter((one) => one.startsWith('trying')))).toContain(
      `trying settings, 1 of ${search.rungs.reduce((sum, { trials }) => sum + trials, 0)}`,
    );
  });

  it('spends at most half of the budget, and leaves the rest to the run', () => {
    expect(search.budgetSeconds).toBe(2);
    expect(search.spentSeconds).toBeLessThanOrEqual(2);
    expect(search.spentSeconds).toBeGreaterThan(0);
    expect(found.config.budgetSeconds).toBeCloseTo(4 - search.spentSeconds, 12);
    expect(found.config.tune).toBe(false);
  });

  it('finds the same settings again, and the run gives the same bytes of weights', () => {
    expect(runTuning(set, tuning())).toEqual(found);
    const [tuned, direct] = [tuning(), found.config].map((config) => trained(set, config));
    expect(serializeModel(tuned!.model)).toEqual(serializeModel(direct!.model));
    expect(tuned!.report.search).toEqual(search);
    expect(tuned!.report.config).toEqual(found.config);
    expect(direct!.report).not.toHaveProperty('search');
  });

  it('uses no held-out row', () => {
    const { training } = splitHeldOut(set, { fraction: tuning().heldOutFraction, seed: 1 });
    const { validation } = splitValidation(training, tuning().validationFraction, 1);
    expect(search.validationRows).toBe(validation.rows);
    // Without the held-out rows the search is the same.
    const without = runTuning(training, tuning({ heldOutFraction: 0 }));
    expect(without.search).toEqual(search);
  });

  it.each([
    ['a linear encoder', { encoder: 'linear', normalize: true }],
    ['a query tower', { queryTower: true }],
    ['a hidden layer and short prefixes', { hidden: 4, matryoshkaDims: [4, 8] }],
    ['a symmetric loss whose temperature is learned', { loss: 'info-nce', symmetric: true, learnTemperature: true }],
    ['a soft margin and AdamW', { loss: 'batch-hard', margin: 'soft', optimizer: 'adamw', weightDecay: 0.01 }],
    ['fields tuned by likelihood', { tuneFields: true }],
    ['a best epoch', { bestEpoch: true, patience: 2 }],
  ])('works with %s, and the run trains with the found settings', (_name, overrides) => {
    const rows = colouredThings().map((product, i) => ({ ...product, features: [i % 5, (i * 7) % 11, i % 3, 1] }));
    const baskets = manyTasteBaskets();
    const of = trainingSet(rows, [...baskets, { query: 'something to drink from', positive: 'cup-red' }]);
    const { report } = trained(of, tuning({ budgetSeconds: 2, watchdog: false, ...overrides }));
    expect(report.search!.trials.length).toBeGreaterThan(2);
    expect(report.search!.trials.every(({ outcome }) => outcome !== 'failed')).toBe(true);
    expect(buildTrainingConfig(report.config)).toEqual(report.config);
  });

  it('chooses another loss when the given settings do not learn', () => {
    const hopeless = runTuning(set, tuning({ loss: 'triplet', margin: 0, identityDropout: 1, epochs: 6 }));
    const { trials, lead, verdict } = hopeless.search!;
    expect(trials[0]!.outcome).toBe('kept');
    expect(lead!.difference).toBeGreaterThan(lead!.standardError);
    expect(verdict).toContain('leads');
    const chosen = trials.find(({ outcome }) => outcome === 'chosen')!;
    expect(hopeless.config).toMatchObject(chosen.settings);
    const recallOf = (config: TrainingConfig) =>
      trained(set, { ...config, watchdog: false }).report.heldOut!.metrics.all!['recall@10'];
    expect(recallOf(hopeless.config)).toBeGreaterThan(
      recallOf({ ...tuning({ loss: 'triplet', margin: 0, identityDropout: 1, epochs: 6 }), tune: false }),
    );
  });

  it('limits the pairs of a chosen loss of pairs to what the remaining budget pays for', () => {
    // Targets from texts alone mislead the listwise loss, because the words do not say what is bought together.
    const misleading = { identityDropout: 1, targetTextWeight: 4, optimizer: 'adam' };
    const given = tuning({ loss: 'triplet', margin: 0, ...misleading });
    const { config } = runTuning(set, given);
    expect(['listwise', given.loss]).not.toContain(config.loss);
    expect(config.maxPairs).toBeLessThan(given.maxPairs);
    expect(config.maxPairs % config.batchSize).toBe(0);
    // These pairs were counted for vectors of the trial's numbers. Other numbers would take another time.
    const { config: wide } = runTuning(set, { ...given, dim: 'auto', budgetSeconds: 64 });
    expect(['listwise', given.loss]).not.toContain(wide.loss);
    expect(wide.dim).toBe(LEAST_AUTO_DIM);
  });
});

describe('tuneConfig without a search', () => {
  it('returns the given configuration with tune off', () => {
    const config = buildTrainingConfig();
    expect(runTuning(set, config)).toEqual({ config, progress: [] });
  });

  it.each([
    [
      'the validation rows are too few',
      trainingSet(colouredThings(), tasteBaskets().slice(0, 20)),
      {},
      'fewer than 20',
    ],
    ['the budget is too small', set, { budgetSeconds: 0.01 }, 'budget is too small'],
  ])('keeps the given configuration when %s', (_name, of, overrides, why) => {
    const config = tuning(overrides);
    const { config: kept, search } = runTuning(of, config);
    expect(search!.verdict).toContain(why);
    expect(search!.trials).toEqual([]);
    expect(kept).toEqual({ ...config, tune: false, budgetSeconds: expect.any(Number) });
    expect(kept.budgetSeconds).toBeGreaterThan(0);
  });

  it.each([{ selfSupervised: true }, { loss: 'info-nce', modalityWeight: 1 }])(
    'rejects tune together with %j',
    (overrides) => {
      expect(() => buildTrainingConfig({ tune: true, ...overrides })).toThrow(
        expect.objectContaining({ code: 'unfit-combination', pointer: '/tune' }),
      );
    },
  );
});
