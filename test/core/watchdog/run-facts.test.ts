import { describe, expect, it } from 'vitest';
import { readInputs } from '../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../lambdas/core/training/data/training-set.ts';
import { BatchStep } from '../../../lambdas/core/training/steps/batch-step.ts';
import { computeChanceLoss } from '../../../lambdas/core/watchdog/run-facts.ts';
import { lossCombinations } from '../../support/core/loss-combinations.ts';

/** The loss of a step on 32 pairs of products with the same inputs, and the loss of chance for the watchdog. */
function lossOfSameProducts(overrides: object): { loss: number; chance: number } {
  const config = buildTrainingConfig({ encoder: 'linear', dim: 1, ...overrides });
  const products = Array.from({ length: 64 }, (_, i) => ({ id: `p${i}`, features: [1] }));
  const input = { encoder: 'linear' as const, inputDim: 1 };
  const parameters = { D: 1, table: new Float64Array(0), dense: Float64Array.of(1) };
  const chances = new Float64Array(64).fill(1 / 64);
  const model = { input, normalize: config.normalize, parameters };
  const step = new BatchStep(model, readInputs(input, products), chances, config);
  const [anchors, positives] = [0, 32].map((from) => Int32Array.from({ length: 32 }, (_, i) => from + i));
  const batch = { anchors: anchors!, positives: positives!, negatives: new Int32Array(32).fill(NO_NEGATIVE) };
  return { loss: step.take(batch, 1e-9, new CounterRandom(1, 'same')), chance: computeChanceLoss(config, 32, chances) };
}

describe('computeChanceLoss', () => {
  const even = new Float64Array(50).fill(1 / 50);

  it('is the margin for the triplet loss, and the log of the number of candidates for InfoNCE', () => {
    expect(computeChanceLoss(buildTrainingConfig({ loss: 'triplet', margin: 0.4 }), 64, even)).toBe(0.4);
    expect(computeChanceLoss(buildTrainingConfig({ loss: 'info-nce', logQStrength: 0 }), 64, even)).toBeCloseTo(
      Math.log(64),
      12,
    );
  });

  it('is the margin, or ln 2 for the soft margin, for every loss of triplets', () => {
    for (const loss of ['triplet', 'batch-all', 'batch-hard', 'semi-hard']) {
      expect(computeChanceLoss(buildTrainingConfig({ loss, margin: 0.4 }), 64, even)).toBe(0.4);
      expect(computeChanceLoss(buildTrainingConfig({ loss, margin: 'soft' }), 64, even)).toBe(Math.LN2);
    }
  });

  it('equals the closed forms of the other losses for rows that are all one point', () => {
    const of = (overrides: object) => computeChanceLoss(buildTrainingConfig(overrides), 64, even);
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
    'equals the loss of a step on products that are all the same for %s',
    (_name, overrides) => {
      const { loss, chance } = lossOfSameProducts(overrides);
      expect(Math.abs(loss - chance)).toBeLessThan(0.011 * Math.max(chance, 0.1));
    },
  );

  it('is changed by the log q correction only if products are drawn with different chances', () => {
    expect(computeChanceLoss(buildTrainingConfig({ loss: 'info-nce', logQStrength: 1 }), 64, even)).toBeCloseTo(
      Math.log(64),
      12,
    );
    expect(
      computeChanceLoss(buildTrainingConfig({ loss: 'info-nce', logQStrength: 1 }), 64, Float64Array.of(0.9, 0.1)),
    ).toBeCloseTo(Math.log(64) + Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1), 12);
  });
});
