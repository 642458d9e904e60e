import { describe, expect, it } from 'vitest';
import { type Model, readInputs } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { trainModel } from '../../../../lambdas/core/training/run/train-model.ts';
import { BatchStep } from '../../../../lambdas/core/training/steps/batch-step.ts';
import {
  colouredThings,
  manyTasteBaskets,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../../support/core/training-factories.ts';

const points = [
  [0, 1],
  [2, 0],
  [3, 5],
  [7, 1],
  [1, 1],
];
const pairs = { anchors: Int32Array.of(0, 2), positives: Int32Array.of(1, 3) };
const noNegatives = { ...pairs, negatives: Int32Array.of(NO_NEGATIVE, NO_NEGATIVE) };

/** Steps that embed every product as its own features. */
function stepsWith(overrides: object) {
  const parameters = { D: 2, table: new Float64Array(0), dense: Float64Array.of(1, 0, 0, 1) };
  const model: Model = { input: { encoder: 'linear', inputDim: 2 }, normalize: false, parameters };
  const products = points.map((features, i) => ({ id: `p${i}`, features }));
  const config = buildTrainingConfig({ encoder: 'linear', loss: 'info-nce', optimizer: 'sgd', ...overrides });
  const steps = new BatchStep(model, readInputs(model.input, products), new Float64Array(5).fill(1 / 5), config);
  const take = (batch = noNegatives, rate = 1) => steps.take(batch, rate, new CounterRandom(1, 'none'));
  return { steps, take, dense: parameters.dense };
}

function lengthOfMove(dense: Float64Array): number {
  return Math.hypot(dense[0]! - 1, dense[1]!, dense[2]!, dense[3]! - 1);
}

describe('a step with clipping', () => {
  it('moves the weights by the clipped length and in the same direction', () => {
    const [free, clipped] = [{}, { clipNorm: 0.25 }].map((overrides) =>
      stepsWith({ loss: 'triplet', margin: 40, ...overrides }),
    );
    expect(free!.take()).toBe(clipped!.take());
    expect(lengthOfMove(free!.dense)).toBeGreaterThan(1);
    expect(lengthOfMove(clipped!.dense)).toBeCloseTo(0.25, 12);
    const ratio = (free!.dense[1]! / clipped!.dense[1]!) * 0.25;
    expect(ratio).toBeCloseTo(lengthOfMove(free!.dense), 10);
  });
});

describe('a step with a learned temperature', () => {
  it('starts from the configured temperature, follows the gradient, and stays within [0.01, 1]', () => {
    const { steps, take } = stepsWith({ learnTemperature: true, temperature: 0.5, logQStrength: 0 });
    const before = take(noNegatives, 1e-6);
    expect(steps.temperature).not.toBe(0.5);
    expect(steps.temperature).toBeCloseTo(0.5, 3);
    expect(take(noNegatives, 1e-9)).toBeLessThan(before);
    take(noNegatives, 1000);
    expect(steps.temperature).toBeGreaterThanOrEqual(0.01 - 1e-12);
    expect(steps.temperature).toBeLessThanOrEqual(1);
  });

  it('does not apply weight decay to the temperature', () => {
    const temperatures = [0, 0.9].map((weightDecay) => {
      const { steps, take } = stepsWith({ learnTemperature: true, temperature: 0.5, optimizer: 'adamw', weightDecay });
      take(noNegatives, 0.01);
      return steps.temperature;
    });
    expect(temperatures[0]).toBe(temperatures[1]);
  });

  it('uses the configured temperature if it is not learned', () => {
    const { steps, take } = stepsWith({ temperature: 0.5 });
    take();
    expect(steps.temperature).toBe(0.5);
  });
});

describe('a step over labelled rows', () => {
  it('uses given negatives as further rows', () => {
    const given = { ...pairs, negatives: Int32Array.of(4, NO_NEGATIVE) };
    const lossOf = (batch: typeof given) => stepsWith({ loss: 'batch-hard', margin: 5 }).take(batch);
    // Product 4 is nearer to product 0 than any product of the other pair.
    expect(lossOf(given)).toBeGreaterThan(lossOf(noNegatives));
  });

  it('has no negatives and no loss if a chain of pairs joins all rows', () => {
    const chain = { anchors: Int32Array.of(0, 1), positives: Int32Array.of(1, 2) };
    const { take, dense } = stepsWith({ loss: 'batch-all', margin: 40 });
    expect(take({ ...chain, negatives: noNegatives.negatives })).toBe(0);
    expect([...dense]).toEqual([1, 0, 0, 1]);
  });
});

describe('a run with another optimizer or schedule', () => {
  const set = trainingSet(colouredThings(), tasteBaskets());
  const many = trainingSet(colouredThings(), manyTasteBaskets());
  const recallOf = (overrides: object) =>
    trained(set, quickConfig({ dim: 8, batchSize: 16, maxPairs: 4000, heldOutFraction: 0.25, ...overrides })).report
      .heldOut!.metrics.all!['recall@10'];

  it.each([
    ['AdamW', { optimizer: 'adamw', weightDecay: 0.1 }],
    ['Adagrad', { optimizer: 'adagrad', learningRate: 0.2 }],
    ['momentum', { optimizer: 'sgd', momentum: 0.9, learningRate: 0.3, maxPairs: 8000 }],
    ['masked known positives', { maskKnownPositives: true }],
    ['a cosine schedule with warm-up', { schedule: 'cosine', warmUpFraction: 0.1 }],
    ['a constant rate and clipped gradients', { schedule: 'constant', clipNorm: 0.5 }],
  ])('learns with %s', (_name, overrides) => {
    expect(recallOf({ ...overrides, maxPairs: 0 })).toBeLessThan(0.3);
    expect(recallOf(overrides)).toBeGreaterThan(0.8);
  });

  it.each([['info-nce'], ['listwise']])(
    'gives the average of the weights if averageDecay is set, with loss %s',
    (loss) => {
      const settings = { loss, maxPairs: 640, epochs: 4, heldOutFraction: 0, schedule: 'constant' };
      const tableOf = (averageDecay: number) =>
        // With few rows the last weights are averaged in any case.
        trained(many, quickConfig({ ...settings, averageDecay })).model.parameters.table;
      const [last, averaged] = [tableOf(0), tableOf(0.9)];
      expect(averaged).not.toEqual(last);
      const between = Array.from(last, (value, i) => Math.abs(value - averaged[i]!));
      expect(Math.max(...between)).toBeLessThan(0.5);
      // So small a share of the weights before is less than the last digit of any weight.
      expect(tableOf(1e-15)).toEqual(last);
    },
  );

  it('takes a smaller first step with a warm-up', () => {
    const firstLosses = [0, 1].map((warmUpFraction) => {
      const run = trainModel(set, quickConfig({ warmUpFraction, batchSize: 1024, maxPairs: 8192 }));
      run.next();
      return run.next().value as { loss: number };
    });
    expect(firstLosses[1]!.loss).toBeGreaterThan(firstLosses[0]!.loss);
  });
});
