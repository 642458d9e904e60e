import { describe, expect, it } from 'vitest';
import { type Model, readInputs } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { BatchStep } from '../../../../lambdas/core/training/steps/batch-step.ts';
import { centralDifferences, expectClose } from '../../../support/core/golden.ts';
import { lossCombinations } from '../../../support/core/loss-combinations.ts';

const [PRODUCTS, F, D] = [12, 5, 3];
const random = new CounterRandom(3, 'loss gradients');
const products = Array.from({ length: PRODUCTS }, (_, i) => ({
  id: `p${i}`,
  features: Array.from({ length: F }, () => random.normal()),
}));
const start = Float64Array.from({ length: F * D }, () => random.normal());

/** Two groups of products that pairs join, two lone pairs, and two negatives that were given. */
const batch = {
  anchors: Int32Array.of(0, 1, 3, 4, 6, 8),
  positives: Int32Array.of(1, 2, 4, 5, 7, 9),
  negatives: Int32Array.of(NO_NEGATIVE, 10, NO_NEGATIVE, NO_NEGATIVE, 11, NO_NEGATIVE),
};

/** One step of plain gradient descent at rate 1 of the linear encoder: the weights move by just the gradient. */
function step(weights: Float64Array | Float32Array, overrides: object) {
  const dense = weights.slice();
  const model: Model = {
    input: { encoder: 'linear', inputDim: F },
    normalize: false,
    parameters: { D, table: dense.slice(0, 0), dense },
  };
  const config = buildTrainingConfig({
    encoder: 'linear',
    loss: 'info-nce',
    temperature: 0.5,
    ...overrides,
    optimizer: 'sgd',
  });
  const chances = new Float64Array(PRODUCTS).fill(1 / PRODUCTS);
  const steps = new BatchStep(model, readInputs(model.input, products), chances, config);
  const loss = steps.take(batch, 1, new CounterRandom(1, 'step'));
  return { loss, gradient: Float64Array.from(weights, (weight, i) => weight - dense[i]!) };
}

const differentiable = lossCombinations.filter(({ overrides }) => overrides.loss !== 'circle');

describe('the step with every loss, distance and miner', () => {
  it('covers every distance, miner and kind of margin that a loss reads', () => {
    const counts = Object.groupBy(lossCombinations, ({ overrides }) => overrides.loss);
    expect(Object.fromEntries(Object.entries(counts).map(([loss, all]) => [loss, all?.length]))).toMatchObject({
      'info-nce': 3,
      triplet: 36,
      contrastive: 18,
      'batch-all': 6,
      'batch-hard': 6,
      'semi-hard': 6,
      circle: 6,
      'multi-similarity': 6,
      'supervised-contrastive': 1,
      'n-pair': 1,
    });
  });

  it.each(differentiable.map((one) => [one.name, one.overrides] as const))(
    'follows the gradient of central differences for %s',
    (_name, overrides) => {
      const { loss, gradient } = step(start, overrides);
      expect(loss).toBeGreaterThan(0);
      expect(Math.hypot(...gradient)).toBeGreaterThan(1e-3);
      expectClose(
        gradient,
        centralDifferences((weights) => step(weights, overrides).loss, start),
        1e-7 * Math.max(1, Math.hypot(...gradient)),
      );
    },
  );

  it.each(lossCombinations.map((one) => [one.name, one.overrides] as const))(
    'agrees in float32 within 1e-4 for %s',
    (_name, overrides) => {
      const single = step(Float32Array.from(start), overrides);
      const double = step(Float64Array.from(Float32Array.from(start)), overrides);
      const scale = Math.max(1, double.loss, Math.hypot(...double.gradient));
      expect(Math.abs(single.loss - double.loss)).toBeLessThan(1e-4 * scale);
      expectClose(single.gradient, double.gradient, 1e-4 * scale);
    },
  );
});
