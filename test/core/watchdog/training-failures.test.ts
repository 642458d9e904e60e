import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { trainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../lambdas/core/training/data/training-set.ts';
import { BatchStep } from '../../../lambdas/core/training/steps/batch-step.ts';
import { chanceLoss } from '../../../lambdas/core/watchdog/chance-loss.ts';
import type { EmbeddingCheck } from '../../../lambdas/core/watchdog/check-embeddings.ts';
import {
  findExplosion,
  findTrainingFailure,
  findWarnings,
  type RunFacts,
} from '../../../lambdas/core/watchdog/training-failures.ts';
import { lossCombinations } from '../../support/core/loss-combinations.ts';

const healthy: EmbeddingCheck = {
  step: 10,
  loss: 1,
  rankMe: 20,
  rankMeCentred: 20,
  alignment: 0.3,
  uniformity: -2.5,
  deadDimensions: 0,
  norm: 1,
  activeShare: null,
};
const start: EmbeddingCheck = { ...healthy, step: 0, loss: null };
const at = (step: number, seen: Partial<EmbeddingCheck>): EmbeddingCheck => ({ ...healthy, step, ...seen });
const runOf = (overrides: object = {}, chance = Math.log(64)): RunFacts => ({
  config: trainingConfig(overrides),
  chance,
  products: 64,
  dim: 32,
});

/** The loss of a step on 32 pairs of products that read the same, and what the watchdog takes for chance. */
function lossOfSameProducts(overrides: object): { loss: number; chance: number } {
  const config = trainingConfig({ encoder: 'linear', dim: 1, ...overrides });
  const products = Array.from({ length: 64 }, (_, i) => ({ id: `p${i}`, features: [1] }));
  const input = { encoder: 'linear' as const, inputDim: 1 };
  const parameters = { D: 1, table: new Float64Array(0), dense: Float64Array.of(1) };
  const chances = new Float64Array(64).fill(1 / 64);
  const model = { input, normalize: config.normalize, parameters };
  const step = new BatchStep(model, inputsOf(input, products), chances, config);
  const [anchors, positives] = [0, 32].map((from) => Int32Array.from({ length: 32 }, (_, i) => from + i));
  const batch = { anchors: anchors!, positives: positives!, negatives: new Int32Array(32).fill(NO_NEGATIVE) };
  return { loss: step.take(batch, 1e-9, new CounterRandom(1, 'same')), chance: chanceLoss(config, 32, chances) };
}

describe('chanceLoss', () => {
  const even = new Float64Array(50).fill(1 / 50);

  it('is the margin, or the log of the number of candidates', () => {
    expect(chanceLoss(trainingConfig({ loss: 'triplet', margin: 0.4 }), 64, even)).toBe(0.4);
    expect(chanceLoss(trainingConfig({ loss: 'info-nce', logQStrength: 0 }), 64, even)).toBeCloseTo(Math.log(64), 12);
  });

  it('is the margin, or ln 2, of every loss that is made of triplets', () => {
    for (const loss of ['triplet', 'batch-all', 'batch-hard', 'semi-hard']) {
      expect(chanceLoss(trainingConfig({ loss, margin: 0.4 }), 64, even)).toBe(0.4);
      expect(chanceLoss(trainingConfig({ loss, margin: 'soft' }), 64, even)).toBe(Math.LN2);
    }
  });

  it('has closed forms for the others, where all rows are one point', () => {
    const of = (overrides: object) => chanceLoss(trainingConfig(overrides), 64, even);
    expect(of({ loss: 'supervised-contrastive' })).toBeCloseTo(Math.log(127), 12);
    expect(of({ loss: 'n-pair', normalize: false })).toBeCloseTo(Math.log(64), 12);
    expect(of({ loss: 'contrastive', margin: 0.6 })).toBeCloseTo(0.18, 12);
    // 126 negatives at (1 - m) with weight 1 + m, one positive at m with weight m; gamma 80.
    const circle = Math.log(126) + 80 * (1.25 * 0.75 - 0.25 * 0.25);
    expect(of({ loss: 'circle', margin: 0.25 })).toBeCloseTo(circle, 6);
    const similarity = Math.log1p(Math.exp(-1)) / 2 + Math.log1p(126 * Math.exp(25)) / 50;
    expect(of({ loss: 'multi-similarity' })).toBeCloseTo(similarity, 9);
  });

  it.each(lossCombinations.map((one) => [one.name, one.overrides] as const))(
    'is what a step loses where all products are the same: %s',
    (_name, overrides) => {
      const { loss, chance } = lossOfSameProducts(overrides);
      expect(Math.abs(loss - chance)).toBeLessThan(0.011 * Math.max(chance, 0.1));
    },
  );

  it('knows that a correction by log q changes nothing where all products are drawn alike, and raises it elsewhere', () => {
    expect(chanceLoss(trainingConfig({ loss: 'info-nce', logQStrength: 1 }), 64, even)).toBeCloseTo(Math.log(64), 12);
    expect(
      chanceLoss(trainingConfig({ loss: 'info-nce', logQStrength: 1 }), 64, Float64Array.of(0.9, 0.1)),
    ).toBeCloseTo(Math.log(64) + Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1), 12);
  });
});

describe('collapse', () => {
  const collapsed = { loss: Math.log(64), uniformity: -0.0001, rankMe: 1 };
  const looks = (...seen: Partial<EmbeddingCheck>[]) => [start, ...seen.map((one, i) => at(10 * (i + 1), one))];

  it('is a space at one point and the loss of chance, three looks one after another', () => {
    const failure = findTrainingFailure(looks(collapsed, collapsed, collapsed), runOf());
    expect(failure).toMatchObject({ code: 'collapsed', step: 30, change: expect.stringContaining('learningRate') });
    expect(findTrainingFailure(looks({}, collapsed, collapsed), runOf())).toBeUndefined();
  });

  it('is not a spread space, nor a loss that falls', () => {
    const spread = { ...collapsed, uniformity: -1 };
    expect(findTrainingFailure(looks(spread, spread, spread), runOf())).toBeUndefined();
    const falling = { ...collapsed, loss: 3 };
    expect(findTrainingFailure(looks(falling, falling, falling), runOf())).toBeUndefined();
  });

  it('is told of a triplet loss at its margin', () => {
    const stuck = { ...collapsed, loss: 0.5, activeShare: 1 };
    expect(findTrainingFailure(looks(stuck, stuck, stuck), runOf({ loss: 'triplet' }, 0.5))?.code).toBe('collapsed');
  });

  it('names the products where they were together from the start, and a temperature that is too high', () => {
    const three = looks(collapsed, collapsed, collapsed).slice(1);
    expect(findTrainingFailure([{ ...start, uniformity: 0 }, ...three], runOf())?.cause).toContain('hardly differ');
    expect(findTrainingFailure([start, ...three], runOf({ temperature: 5 }))?.change).toContain('temperature (5)');
  });
});

describe('divergence', () => {
  const { config } = runOf();

  it('is growth by more than 2.5 lengths a step in the first 64 steps', () => {
    expect(findExplosion(4, 10.1, 1, config)?.code).toBe('diverging');
    expect(findExplosion(4, 9.9, 1, config)).toBeUndefined();
    expect(findExplosion(32, 79, 1, config)).toBeUndefined();
    expect(findExplosion(65, 1e6, 1, config)).toBeUndefined();
  });

  it('lets embeddings of almost nothing grow to length', () => {
    expect(findExplosion(4, 5, 0.001, config)).toBeUndefined();
  });

  it('later is growth and a loss that has become worse', () => {
    const first = at(50, { loss: 4.5 });
    expect(findTrainingFailure([start, first, at(100, { norm: 11, loss: 9 })], runOf())?.code).toBe('diverging');
    expect(findTrainingFailure([start, first, at(100, { norm: 11, loss: 4 })], runOf())).toBeUndefined();
    expect(findTrainingFailure([start, first, at(100, { norm: 9, loss: 9 })], runOf())).toBeUndefined();
  });
});

describe('warnings', () => {
  it.each([
    ['few-active-triplets', { activeShare: 0 }],
    ['low-rank', { rankMeCentred: 1 }],
    ['dead-dimensions', { deadDimensions: 4 }],
  ])('of %s', (code, seen) => {
    expect(findWarnings([start, at(10, seen)], runOf()).map((one) => one.code)).toEqual([code]);
    expect(findWarnings([start, healthy], runOf())).toEqual([]);
  });

  it('of a loss that stays at that of chance, not of one that passes there', () => {
    const stuck = at(20, { loss: Math.log(64) });
    expect(findWarnings([start, at(10, { loss: 4.16 }), stuck], runOf()).map((one) => one.code)).toEqual([
      'no-progress',
    ]);
    expect(findWarnings([start, at(10, { loss: 5 }), stuck], runOf())).toEqual([]);
  });
});
