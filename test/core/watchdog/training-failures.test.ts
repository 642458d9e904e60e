import { describe, expect, it } from 'vitest';
import { trainingConfig } from '../../../lambdas/core/training/training-config.ts';
import { chanceLoss } from '../../../lambdas/core/watchdog/chance-loss.ts';
import type { Look } from '../../../lambdas/core/watchdog/look.ts';
import { explosion, type Run, trainingFailure, warningsOf } from '../../../lambdas/core/watchdog/training-failures.ts';

const healthy: Look = {
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
const start: Look = { ...healthy, step: 0, loss: null };
const at = (step: number, seen: Partial<Look>): Look => ({ ...healthy, step, ...seen });
const runOf = (overrides: object = {}, chance = Math.log(64)): Run => ({
  config: trainingConfig(overrides),
  chance,
  products: 64,
  dim: 32,
});

describe('chanceLoss', () => {
  const even = new Float64Array(50).fill(1 / 50);

  it('is the margin, or the log of the number of candidates', () => {
    expect(chanceLoss(trainingConfig({ loss: 'triplet', margin: 0.4 }), 64, even)).toBe(0.4);
    expect(chanceLoss(trainingConfig({ loss: 'info-nce', logQStrength: 0 }), 64, even)).toBeCloseTo(Math.log(64), 12);
  });

  it('knows that a correction by log q changes nothing where all products are drawn alike, and raises it elsewhere', () => {
    expect(chanceLoss(trainingConfig({ loss: 'info-nce', logQStrength: 1 }), 64, even)).toBeCloseTo(Math.log(64), 12);
    expect(
      chanceLoss(trainingConfig({ loss: 'info-nce', logQStrength: 1 }), 64, Float64Array.of(0.9, 0.1)),
    ).toBeCloseTo(Math.log(64) + Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1), 12);
  });
});

describe('collapse', () => {
  const collapsed = { loss: Math.log(64), uniformity: -0.0001, rankMe: 1 };
  const looks = (...seen: Partial<Look>[]) => [start, ...seen.map((one, i) => at(10 * (i + 1), one))];

  it('is a space at one point and the loss of chance, three looks one after another', () => {
    const failure = trainingFailure(looks(collapsed, collapsed, collapsed), runOf());
    expect(failure).toMatchObject({ code: 'collapsed', step: 30, change: expect.stringContaining('learningRate') });
    expect(trainingFailure(looks({}, collapsed, collapsed), runOf())).toBeUndefined();
  });

  it('is not a spread space, nor a loss that falls', () => {
    const spread = { ...collapsed, uniformity: -1 };
    expect(trainingFailure(looks(spread, spread, spread), runOf())).toBeUndefined();
    const falling = { ...collapsed, loss: 3 };
    expect(trainingFailure(looks(falling, falling, falling), runOf())).toBeUndefined();
  });

  it('is told of a triplet loss at its margin', () => {
    const stuck = { ...collapsed, loss: 0.5, activeShare: 1 };
    expect(trainingFailure(looks(stuck, stuck, stuck), runOf({ loss: 'triplet' }, 0.5))?.code).toBe('collapsed');
  });

  it('names the products where they were together from the start, and a temperature that is too high', () => {
    const three = looks(collapsed, collapsed, collapsed).slice(1);
    expect(trainingFailure([{ ...start, uniformity: 0 }, ...three], runOf())?.cause).toContain('hardly differ');
    expect(trainingFailure([start, ...three], runOf({ temperature: 5 }))?.change).toContain('temperature (5)');
  });
});

describe('divergence', () => {
  const { config } = runOf();

  it('is growth by more than 2.5 lengths a step in the first 64 steps', () => {
    expect(explosion(4, 10.1, 1, config)?.code).toBe('diverging');
    expect(explosion(4, 9.9, 1, config)).toBeUndefined();
    expect(explosion(32, 79, 1, config)).toBeUndefined();
    expect(explosion(65, 1e6, 1, config)).toBeUndefined();
  });

  it('lets embeddings of almost nothing grow to length', () => {
    expect(explosion(4, 5, 0.001, config)).toBeUndefined();
  });

  it('later is growth and a loss that has become worse', () => {
    const first = at(50, { loss: 4.5 });
    expect(trainingFailure([start, first, at(100, { norm: 11, loss: 9 })], runOf())?.code).toBe('diverging');
    expect(trainingFailure([start, first, at(100, { norm: 11, loss: 4 })], runOf())).toBeUndefined();
    expect(trainingFailure([start, first, at(100, { norm: 9, loss: 9 })], runOf())).toBeUndefined();
  });
});

describe('warnings', () => {
  it.each([
    ['few-active-triplets', { activeShare: 0 }],
    ['low-rank', { rankMeCentred: 1 }],
    ['dead-dimensions', { deadDimensions: 4 }],
  ])('of %s', (code, seen) => {
    expect(warningsOf([start, at(10, seen)], runOf()).map((one) => one.code)).toEqual([code]);
    expect(warningsOf([start, healthy], runOf())).toEqual([]);
  });

  it('of a loss that stays at that of chance, not of one that passes there', () => {
    const stuck = at(20, { loss: Math.log(64) });
    expect(warningsOf([start, at(10, { loss: 4.16 }), stuck], runOf()).map((one) => one.code)).toEqual(['no-progress']);
    expect(warningsOf([start, at(10, { loss: 5 }), stuck], runOf())).toEqual([]);
  });
});
