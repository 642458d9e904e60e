import { describe, expect, it } from 'vitest';
import { referenceKernels } from '../../../lambdas/core/kernels/reference-kernels.ts';
import type { LabelledRows } from '../../../lambdas/core/losses/loss.ts';
import { getEvidence, type LossName, losses } from '../../../lambdas/core/losses/registry.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig, type TrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { degenerateBatches, randomRows } from '../../support/core/labelled-rows.ts';
import { lossCombinations } from '../../support/core/loss-combinations.ts';

const labelled = lossCombinations
  .map(({ name, overrides }) => ({ name, config: buildTrainingConfig(overrides) }))
  .filter(({ config }) => getEvidence(config) === 'labelled-rows');

/** The loss of labelled rows, with a fresh source of draws. */
function lossOfRows(loss: LossName, rows: LabelledRows, config: TrainingConfig, dx?: Float64Array): number {
  return losses[loss].ofRows!(referenceKernels('float64'), rows, config, new CounterRandom(1, 'draw'), dx);
}

describe('the registry of losses', () => {
  it.each(Object.entries(losses))(
    'has one evaluate function at least, a doc line and a paper for %s',
    (_name, loss) => {
      expect([loss.ofLists, loss.ofPairs, loss.ofRows].some(Boolean)).toBe(true);
      expect(loss.doc).toMatch(/\.$/);
      expect(loss.paper).toMatch(/ (19|20)\d\d/);
      expect(loss.reads.includes('margin')).toBe(loss.margin !== undefined);
    },
  );

  it.each([
    ['lists', {}],
    ['pairs', { loss: 'info-nce' }],
    ['pairs', { loss: 'n-pair' }],
    ['pairs', { loss: 'triplet' }],
    ['labelled-rows', { loss: 'triplet', miner: 'all' }],
    ['labelled-rows', { loss: 'contrastive' }],
    ['labelled-rows', { loss: 'semi-hard' }],
  ])('names %s as the evidence of %j', (evidence, overrides) => {
    expect(getEvidence(buildTrainingConfig(overrides))).toBe(evidence);
  });
});

describe('the losses of labelled rows', () => {
  it.each(degenerateBatches.map((batch) => [batch.name, batch] as const))(
    'have a defined loss and gradient with every combination of settings for %s',
    (_name, { x, labels, D }) => {
      for (const { name, config } of labelled) {
        const dx = new Float64Array(x.length).fill(Number.NaN);
        const value = lossOfRows(config.loss, { x, labels, D }, config, dx);
        expect([name, value >= 0 && Number.isFinite(value), dx.every(Number.isFinite)]).toEqual([name, true, true]);
      }
    },
  );

  it('are zero without gradient if no row has a positive, except multi-similarity and contrastive', () => {
    const { x, labels } = randomRows([1, 2, 3, 4], 3);
    for (const { config } of labelled.filter((one) => !['multi-similarity', 'contrastive'].includes(one.config.loss))) {
      const dx = new Float64Array(x.length).fill(Number.NaN);
      expect(lossOfRows(config.loss, { x, labels, D: 3 }, config, dx)).toBe(0);
      expect(dx.every((value) => value === 0)).toBe(true);
    }
  });

  it('push similar rows of different labels apart with multi-similarity although no row has a positive', () => {
    const rows = { x: Float64Array.of(1, 0, 1, 0.01), labels: Int32Array.of(0, 1), D: 2 };
    expect(lossOfRows('multi-similarity', rows, buildTrainingConfig())).toBeGreaterThan(0.4);
  });

  it('use the configured miner: the hardest triplets cost more than all triplets', () => {
    const { x, labels } = randomRows([0, 1, 0, 1, 2, 2, 0], 3);
    const lossBy = (miner: string) =>
      lossOfRows('triplet', { x, labels, D: 3 }, buildTrainingConfig({ loss: 'triplet', miner, margin: 'soft' }));
    expect(lossBy('batch-hard')).toBeGreaterThan(lossBy('all'));
  });

  it.each(['circle', 'multi-similarity'] as const)('use cosines for the %s loss and ignore the distance', (loss) => {
    const { x, labels } = randomRows([0, 1, 0, 1, 2, 2], 3);
    const valueBy = (distance: string) =>
      lossOfRows(loss, { x, labels, D: 3 }, buildTrainingConfig({ loss, distance }));
    expect(valueBy('euclidean')).toBe(valueBy('cosine'));
  });

  it('refuse a soft margin for a loss that needs a number', () => {
    const { x, labels } = randomRows([0, 0, 1], 2);
    const config = buildTrainingConfig({ loss: 'triplet', margin: 'soft' });
    expect(() => lossOfRows('contrastive', { x, labels, D: 2 }, config)).toThrow('margin is soft, expected a number');
  });
});
