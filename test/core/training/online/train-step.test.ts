import { describe, expect, it } from 'vitest';
import { initializeLinearModel } from '../../../../lambdas/core/model/initial-model.ts';
import { embedFeatureVectors, type Model } from '../../../../lambdas/core/model/model.ts';
import { trainStep } from '../../../../lambdas/core/training/online/train-step.ts';
import { expectClose, flat, golden } from '../../../support/core/golden.ts';

interface SeedCase {
  weights: number[][];
  anchor: number[][];
  positive: number[][];
  negative: number[][];
  margin: number;
  learningRate: number;
  loss: number;
  active: boolean;
  seedUpdatedWeights: number[][];
  seedEmbedding: number[][];
  seedLossAfter: number;
  fullSgdWeights: number[][];
}

interface Trajectory {
  products: number[][];
  anchors: number[];
  positives: number[];
  negatives: number[];
  startWeights: number[][];
  cases: { name: string; lossCurve: number[]; finalWeights: number[][] }[];
}

function linearModel(weights: number[][]): Model {
  const [inputDim, D] = [weights.length, weights[0]!.length];
  return {
    input: { encoder: 'linear', inputDim },
    normalize: false,
    parameters: { D, table: new Float64Array(0), dense: flat(weights) },
  };
}

const seedCases = golden<{ cases: SeedCase[] }>('seed').cases.map((one, i) => [i, one] as const);

describe("trainStep on the original model's cases", () => {
  it.each(seedCases)("takes the original model's update in case %i", (_i, one) => {
    const triplet = { anchor: one.anchor[0]!, positive: one.positive[0]!, negative: one.negative[0]! };
    const result = trainStep(linearModel(one.weights), [triplet], { ...one, gradient: 'seed' });
    expect(Math.abs(result.lossBefore - one.loss)).toBeLessThan(1e-12);
    expect(Math.abs(result.lossAfter - one.seedLossAfter)).toBeLessThan(1e-12);
    expect(result.activeBefore).toBe(one.active ? 1 : 0);
    expectClose(result.model.parameters.dense, one.seedUpdatedWeights.flat(), 1e-12);
    // "learn product embeddings": train, then encode the anchor. Embeddings are stored as float32.
    expectClose(embedFeatureVectors(result.model, one.anchor), Float32Array.from(one.seedEmbedding.flat()), 0);
  });

  it.each(seedCases)('takes the exact gradient in case %i', (_i, one) => {
    const triplet = { anchor: one.anchor[0]!, positive: one.positive[0]!, negative: one.negative[0]! };
    const result = trainStep(linearModel(one.weights), [triplet], { ...one, gradient: 'exact' });
    expectClose(result.model.parameters.dense, one.fullSgdWeights.flat(), 1e-12);
  });
});

describe('trainStep', () => {
  it('follows the weights of a PyTorch run', () => {
    const run = golden<Trajectory>('trajectory');
    const expected = run.cases.find((one) => one.name.startsWith('triplet'))!;
    const triplets = run.anchors.map((anchor, i) => ({
      anchor: run.products[anchor]!,
      positive: run.products[run.positives[i]!]!,
      negative: run.products[run.negatives[i]!]!,
    }));
    let model = linearModel(run.startWeights);
    const losses = expected.lossCurve.map(() => {
      const result = trainStep(model, triplets, { learningRate: 0.01, margin: 1 });
      model = result.model;
      return result.lossBefore;
    });
    expectClose(losses, expected.lossCurve, 1e-9);
    expectClose(model.parameters.dense, expected.finalWeights.flat(), 1e-9);
  });

  it('keeps the given model unchanged, and takes several steps like as many single ones', () => {
    const model = initializeLinearModel({ inputDim: 3, dim: 2, seed: 1 });
    const kept = model.parameters.dense.slice();
    const triplets = [{ anchor: [1, 0, 0], positive: [0.9, 0.2, 0], negative: [0, 0, 1] }];
    const twice = trainStep(trainStep(model, triplets).model, triplets).model;
    expect([...trainStep(model, triplets, { steps: 2 }).model.parameters.dense]).toEqual([...twice.parameters.dense]);
    expect([...model.parameters.dense]).toEqual([...kept]);
  });

  it('rejects an item that does not fit with its triplet and part', () => {
    const model = initializeLinearModel({ inputDim: 2, dim: 2, seed: 1 });
    const good = { anchor: [1, 0], positive: [0, 1], negative: [1, 1] };
    const step = (item: number[]) => trainStep(model, [good, { ...good, positive: item }]);
    expect(() => step([1])).toThrow(expect.objectContaining({ code: 'wrong-dimension', index: 1, part: 'positive' }));
    expect(() => step([1, Number.NaN])).toThrow(expect.objectContaining({ code: 'not-finite', index: 1 }));
  });

  it('rejects a step that overflows', () => {
    const model = initializeLinearModel({ inputDim: 2, dim: 2, seed: 1 });
    const triplets = [{ anchor: [1e200, 0], positive: [0, 1e200], negative: [1, 1] }];
    expect(() => trainStep(model, triplets)).toThrow(expect.objectContaining({ code: 'not-finite' }));
  });
});

describe('the length of a step', () => {
  const triplets = [{ anchor: [1, 0], positive: [0, 1], negative: [1, 0.1] }];
  const tooLarge = expect.objectContaining({
    code: 'weights-too-large',
    message: expect.stringContaining('learningRate'),
  });

  it.each([true, false])('is bounded, so that later steps can still learn (normalize %s)', (normalize) => {
    const model = { ...initializeLinearModel({ inputDim: 2, dim: 2, seed: 1 }), normalize };
    expect(() => trainStep(model, triplets, { learningRate: 1000 })).toThrow(tooLarge);
    expect(() => trainStep(model, triplets, { learningRate: 1e30 })).toThrow();
    trainStep(model, triplets, { learningRate: 0.1, steps: 20 });
  });

  it('is bounded for each matrix of weights by itself', () => {
    const { parameters, ...model } = initializeLinearModel({ inputDim: 2, dim: 2, seed: 1, hidden: 2 });
    const dense = parameters.dense.map((one) => one * 1e5);
    expect(() => trainStep({ ...model, parameters: { ...parameters, dense } }, triplets, { learningRate: 1 })).toThrow(
      tooLarge,
    );
  });

  it('is bounded over any number of steps', () => {
    let model = linearModel([
      [9e5, 0],
      [0, 9e5],
    ]);
    const near = [{ anchor: [1, 0], positive: [1, 0], negative: [1 - 5e-4, 0] }];
    const step = () => trainStep(model, near, { learningRate: 1000, margin: 1e6, steps: 100 }).model;
    expect(() => {
      for (let i = 0; i < 10; i++) model = step();
    }).toThrow(tooLarge);
    expect(Math.max(...model.parameters.dense)).toBeGreaterThan(9e5);
  });
});

describe('trainStep with a batch size', () => {
  const model = initializeLinearModel({ inputDim: 4, dim: 3, seed: 5 });
  const triplets = [0, 1, 2, 3, 4].map((i) => ({
    anchor: [i, 1, 0, 2],
    positive: [i + 0.5, 1, 1, 0],
    negative: [0, i, 1, 1],
  }));

  it.each(['seed', 'exact'] as const)('takes one step per triplet at batch size 1 with gradient %s', (gradient) => {
    const options = { gradient, learningRate: 0.01 };
    const oneByOne = triplets.reduce((at, triplet) => trainStep(at, [triplet], options).model, model);
    const inTurn = trainStep(model, triplets, { ...options, batchSize: 1 });
    expectClose(inTurn.model.parameters.dense, oneByOne.parameters.dense, 1e-14);
    expect(inTurn.lossBefore).toBe(trainStep(model, triplets, options).lossBefore);
    expect(inTurn.lossAfter).not.toBe(inTurn.lossBefore);
    const passes = trainStep(model, triplets, { ...options, batchSize: 1, steps: 2 });
    expect(passes.model).toEqual(trainStep(inTurn.model, triplets, { ...options, batchSize: 1 }).model);
  });

  it('takes the original update in the kernels with the same result as the general code', () => {
    const options = { gradient: 'seed', learningRate: 0.01, batchSize: 1 } as const;
    const hidden = { H: 1, inner: new Float64Array(3), bias: new Float64Array(1), outer: new Float64Array(3) };
    const general = { ...model, parameters: { ...model.parameters, hidden } };
    const expected = trainStep(general, triplets, options).model.parameters.dense;
    expectClose(trainStep(model, triplets, options).model.parameters.dense, expected, 1e-14);
  });

  it('takes batches of the given size, the last with the remaining triplets', () => {
    const options = { learningRate: 0.01, batchSize: 2 };
    const expected = [triplets.slice(0, 2), triplets.slice(2, 4), triplets.slice(4)].reduce(
      (at, batch) => trainStep(at, batch, { learningRate: 0.01 }).model,
      model,
    );
    expectClose(trainStep(model, triplets, options).model.parameters.dense, expected.parameters.dense, 1e-14);
    expect(trainStep(model, triplets, { batchSize: 9 })).toEqual(trainStep(model, triplets));
  });
});
