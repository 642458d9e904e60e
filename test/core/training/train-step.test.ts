import { describe, expect, it } from 'vitest';
import { initializeLinearModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedFeatureVectors, type Model } from '../../../lambdas/core/model/model.ts';
import { trainStep } from '../../../lambdas/core/training/train-step.ts';
import { expectClose, flat, golden } from '../../support/golden.ts';

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
  it.each(seedCases)("takes the original's own update (case %i)", (_i, one) => {
    const triplet = { anchor: one.anchor[0]!, positive: one.positive[0]!, negative: one.negative[0]! };
    const result = trainStep(linearModel(one.weights), [triplet], { ...one, gradient: 'seed' });
    expect(Math.abs(result.lossBefore - one.loss)).toBeLessThan(1e-12);
    expect(Math.abs(result.lossAfter - one.seedLossAfter)).toBeLessThan(1e-12);
    expect(result.activeBefore).toBe(one.active ? 1 : 0);
    expectClose(result.model.parameters.dense, one.seedUpdatedWeights.flat(), 1e-12);
    // "learn product embeddings": train, then encode the anchor. Embeddings are stored as float32.
    expectClose(embedFeatureVectors(result.model, one.anchor), Float32Array.from(one.seedEmbedding.flat()), 0);
  });

  it.each(seedCases)('takes the exact gradient (case %i)', (_i, one) => {
    const triplet = { anchor: one.anchor[0]!, positive: one.positive[0]!, negative: one.negative[0]! };
    const result = trainStep(linearModel(one.weights), [triplet], { ...one, gradient: 'exact' });
    expectClose(result.model.parameters.dense, one.fullSgdWeights.flat(), 1e-12);
  });
});

describe('trainStep', () => {
  it('follows a whole run of PyTorch', () => {
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

  it('leaves the given model as it is, and several steps are as many single ones', () => {
    const model = initializeLinearModel({ inputDim: 3, dim: 2, seed: 1 });
    const kept = model.parameters.dense.slice();
    const triplets = [{ anchor: [1, 0, 0], positive: [0.9, 0.2, 0], negative: [0, 0, 1] }];
    const twice = trainStep(trainStep(model, triplets).model, triplets).model;
    expect([...trainStep(model, triplets, { steps: 2 }).model.parameters.dense]).toEqual([...twice.parameters.dense]);
    expect([...model.parameters.dense]).toEqual([...kept]);
  });

  it('names the triplet and its part when an item does not fit', () => {
    const model = initializeLinearModel({ inputDim: 2, dim: 2, seed: 1 });
    const good = { anchor: [1, 0], positive: [0, 1], negative: [1, 1] };
    const step = (item: number[]) => trainStep(model, [good, { ...good, positive: item }]);
    expect(() => step([1])).toThrow(expect.objectContaining({ code: 'wrong-dimension', index: 1, part: 'positive' }));
    expect(() => step([1, Number.NaN])).toThrow(expect.objectContaining({ code: 'not-finite', index: 1 }));
  });

  it('refuses a step that overflows', () => {
    const model = initializeLinearModel({ inputDim: 2, dim: 2, seed: 1 });
    const triplets = [{ anchor: [1e200, 0], positive: [0, 1e200], negative: [1, 1] }];
    expect(() => trainStep(model, triplets)).toThrow(expect.objectContaining({ code: 'not-finite' }));
  });
});
