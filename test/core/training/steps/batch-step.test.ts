import { describe, expect, it } from 'vitest';
import { createGradients } from '../../../../lambdas/core/encoder/encoder-parameters.ts';
import { referenceKernels } from '../../../../lambdas/core/kernels/reference-kernels.ts';
import { tripletLoss } from '../../../../lambdas/core/losses/triplet.ts';
import { type Model, readInputs } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { BatchLoss } from '../../../../lambdas/core/training/steps/batch-loss.ts';
import { BatchSide } from '../../../../lambdas/core/training/steps/batch-side.ts';
import { BatchStep } from '../../../../lambdas/core/training/steps/batch-step.ts';

const points = [
  [0, 1],
  [2, 0],
  [3, 5],
  [7, 1],
];

/** Embeds every product as its own features, so that the loss can be computed by hand. */
function lossOf(anchors: number[], positives: number[], negatives: number[]): number {
  const parameters = { D: 2, table: new Float64Array(0), dense: Float64Array.of(1, 0, 0, 1) };
  const model: Model = { input: { encoder: 'linear', inputDim: 2 }, normalize: false, parameters };
  const products = points.map((features, i) => ({ id: `p${i}`, features }));
  const config = buildTrainingConfig({ encoder: 'linear', loss: 'triplet', margin: 40, optimizer: 'sgd' });
  const step = new BatchStep(model, readInputs(model.input, products), new Float64Array(4).fill(1 / 4), config);
  const batch = { anchors: Int32Array.from(anchors), positives: Int32Array.from(positives) };
  return step.take({ ...batch, negatives: Int32Array.from(negatives) }, 0.01, new CounterRandom(1, 'none'));
}

/** @param triplets Rows of anchor, positive and negative. */
function expected(triplets: number[][]): number {
  const [a, p, n] = [0, 1, 2].map((part) => Float64Array.from(triplets.flatMap((rows) => points[rows[part]!]!)));
  return tripletLoss(a!, p!, n!, triplets.length, 2, { distance: 'squared-euclidean', margin: 40 }).loss;
}

describe('a step with triplet loss', () => {
  it('uses the given negatives', () => {
    const triplets = [
      [0, 1, 3],
      [1, 2, 0],
    ];
    expect(lossOf([0, 1], [1, 2], [3, 0])).toBeCloseTo(expected(triplets), 12);
  });

  it('uses the next positive of the batch that is not in the pair if no negative is given', () => {
    const triplets = [
      [0, 1, 3],
      [1, 0, 3],
      [2, 3, 1],
    ];
    const none = [NO_NEGATIVE, NO_NEGATIVE, NO_NEGATIVE];
    expect(lossOf([0, 1, 2], [1, 0, 3], none)).toBeCloseTo(expected(triplets), 12);
  });

  it('has a defined loss if all pairs of the batch are equal', () => {
    expect(lossOf([0, 0], [1, 1], [NO_NEGATIVE, NO_NEGATIVE])).toBeCloseTo(40, 12);
  });
});

describe('BatchLoss', () => {
  it('refuses a loss of lists with its name', () => {
    const config = buildTrainingConfig({ loss: 'listwise' });
    expect(() => new BatchLoss(config, new Float64Array(1), referenceKernels())).toThrow('loss is listwise');
  });
});

describe('BatchSide', () => {
  it('refuses a backward pass without a forward pass', () => {
    const parameters = { D: 2, table: new Float64Array(0), dense: Float64Array.of(1, 0, 0, 1) };
    const model: Model = { input: { encoder: 'linear', inputDim: 2 }, normalize: false, parameters };
    const side = new BatchSide(model, readInputs(model.input, []), referenceKernels());
    const empty = new Float64Array(0);
    const gradients = createGradients(parameters, 'float64');
    expect(() => side.backward({ embeddings: empty, gradient: empty }, gradients)).toThrow('call forward first');
  });
});
