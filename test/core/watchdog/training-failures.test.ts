import { describe, expect, it } from 'vitest';
import type { EmbeddingCheck } from '../../../lambdas/core/watchdog/check-embeddings.ts';
import { findExplosion, findTrainingFailure } from '../../../lambdas/core/watchdog/training-failures.ts';
import { at, runOf, start } from '../../support/core/embedding-checks.ts';

describe('findTrainingFailure for a collapse', () => {
  const collapsed = { loss: Math.log(64), uniformity: -0.0001, rankMe: 1 };
  const checks = (...seen: Partial<EmbeddingCheck>[]) => [start, ...seen.map((one, i) => at(10 * (i + 1), one))];

  it('requires embeddings at one point and the loss of chance in three checks in a row', () => {
    const failure = findTrainingFailure(checks(collapsed, collapsed, collapsed), runOf());
    expect(failure).toMatchObject({ code: 'collapsed', step: 30, change: expect.stringContaining('learningRate') });
    expect(findTrainingFailure(checks({}, collapsed, collapsed), runOf())).toBeUndefined();
  });

  it('accepts spread embeddings, and a falling loss', () => {
    const spread = { ...collapsed, uniformity: -1 };
    expect(findTrainingFailure(checks(spread, spread, spread), runOf())).toBeUndefined();
    const falling = { ...collapsed, loss: 3 };
    expect(findTrainingFailure(checks(falling, falling, falling), runOf())).toBeUndefined();
  });

  it('recognises a triplet loss that stays at its margin', () => {
    const stuck = { ...collapsed, loss: 0.5, activeShare: 1 };
    expect(findTrainingFailure(checks(stuck, stuck, stuck), runOf({ loss: 'triplet' }, 0.5))?.code).toBe('collapsed');
  });

  it('names the products as the cause if they coincide from the start, and otherwise a temperature that is too high', () => {
    const three = checks(collapsed, collapsed, collapsed).slice(1);
    expect(findTrainingFailure([{ ...start, uniformity: 0 }, ...three], runOf())?.cause).toContain('hardly differ');
    expect(findTrainingFailure([start, ...three], runOf({ temperature: 5 }))?.change).toContain('temperature (5)');
  });
});

describe('findExplosion and findTrainingFailure for a divergence', () => {
  const { config } = runOf();

  it('report growth by more than 2.5 lengths a step in the first 64 steps', () => {
    expect(findExplosion(4, 10.1, 1, config)?.code).toBe('diverging');
    expect(findExplosion(4, 9.9, 1, config)).toBeUndefined();
    expect(findExplosion(32, 79, 1, config)).toBeUndefined();
    expect(findExplosion(65, 1e6, 1, config)).toBeUndefined();
  });

  it('accept embeddings near zero that grow to ordinary length', () => {
    expect(findExplosion(4, 5, 0.001, config)).toBeUndefined();
  });

  it('report later growth only together with a loss that has become worse', () => {
    const first = at(50, { loss: 4.5 });
    expect(findTrainingFailure([start, first, at(100, { norm: 11, loss: 9 })], runOf())?.code).toBe('diverging');
    expect(findTrainingFailure([start, first, at(100, { norm: 11, loss: 4 })], runOf())).toBeUndefined();
    expect(findTrainingFailure([start, first, at(100, { norm: 9, loss: 9 })], runOf())).toBeUndefined();
  });
});

describe('findTrainingFailure for a missing margin', () => {
  const noMargin = { loss: 'triplet', distance: 'cosine', margin: 0 };

  it('requires that nearly no checked triplet has a gradient', () => {
    const failure = findTrainingFailure([start, at(10, { activeShare: 0 })], runOf(noMargin));
    expect(failure).toMatchObject({ code: 'no-margin', step: 10 });
    expect(failure?.sign).toContain('100 % of the checked triplets have no gradient');
    expect(findTrainingFailure([start, at(10, { activeShare: 0.9 })], runOf(noMargin))).toBeUndefined();
    expect(findTrainingFailure([start], runOf(noMargin))).toBeUndefined();
  });

  it('is found for a loss of pairs, which has no triplets', () => {
    const ofPairs = runOf({ loss: 'contrastive', distance: 'cosine', margin: 0 });
    expect(findTrainingFailure([start, at(10, {})], ofPairs)?.sign).toContain('no negative has a gradient');
  });
});
