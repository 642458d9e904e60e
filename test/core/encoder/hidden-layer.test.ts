import { describe, expect, it } from 'vitest';
import { encodeBackward, encodeForward } from '../../../lambdas/core/encoder/encoder.ts';
import {
  areParametersFinite,
  createGradients,
  type EncoderParameters,
} from '../../../lambdas/core/encoder/encoder-parameters.ts';
import { type HiddenLayer, hiddenBackward, hiddenForward } from '../../../lambdas/core/encoder/hidden-layer.ts';
import type { FeatureBatch } from '../../../lambdas/core/features/feature-space.ts';
import { fitFeatureSpace } from '../../../lambdas/core/features/feature-space.ts';
import { initializeBagModel, initializeLinearModel } from '../../../lambdas/core/model/initial-model.ts';
import { embedProducts } from '../../../lambdas/core/model/model.ts';
import { linearBackward, linearForward } from '../../../lambdas/core/numerics/linear.ts';
import { dot } from '../../../lambdas/core/numerics/matmul.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../../../lambdas/core/numerics/normalize.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../lambdas/core/training/config/training-config.ts';
import { trainStep } from '../../../lambdas/core/training/online/train-step.ts';
import { centralDifferences, expectClose, flat, golden } from '../../support/core/golden.ts';
import {
  colouredThings,
  quickConfig,
  tasteBaskets,
  trained,
  trainingSet,
} from '../../support/core/training-factories.ts';

interface MlpCase {
  name: 'mlp-relu';
  weights: [number[][], number[][]];
  biases: [number[], number[]];
  input: number[][];
  output: number[][];
  upstream: number[][];
  gradients: { weights: [number[][], number[][]]; biases: [number[], number[]] };
}

function normals(length: number, stream: string): Float64Array {
  const random = new CounterRandom(1, stream);
  return new Float64Array(length).map(() => random.normal());
}

function layerOf(D: number, H: number): HiddenLayer {
  return { H, inner: normals(D * H, 'inner'), bias: normals(H, 'bias'), outer: normals(H * D, 'outer') };
}

describe('a hidden layer', () => {
  it('agrees with PyTorch, where a narrower output is one with columns of zeros', () => {
    const one = golden<{ cases: MlpCase[] }>('encoders').cases.find(({ name }) => name === 'mlp-relu')!;
    const [B, F, H, D] = [one.input.length, one.weights[0].length, one.biases[0].length, one.biases[1].length];
    const wide = (matrix: number[][]) => matrix.flatMap((row) => [...row, ...Array(F - row.length).fill(0)]);
    const layer = {
      H,
      inner: flat(one.weights[0]),
      bias: Float64Array.from(one.biases[0]),
      outer: Float64Array.from(wide(one.weights[1])),
    };
    const z = Float64Array.from(wide(one.input.map(() => one.biases[1])));
    const active = hiddenForward(flat(one.input), layer, z, B, F);
    const [unit, norms] = [new Float64Array(B * F), new Float64Array(B)];
    normalizeRowsForward(z, unit, norms, B, F);
    expectClose(unit, wide(one.output), 1e-9);
    const dz = Float64Array.from(wide(one.upstream));
    normalizeRowsBackward(dz, unit, norms, dz, B, F);
    const gradients = { H, inner: new Float64Array(F * H), bias: new Float64Array(H), outer: new Float64Array(H * F) };
    hiddenBackward(flat(one.input), layer, active, dz, new Float64Array(B * F), gradients, B, F);
    expectClose(gradients.inner, one.gradients.weights[0].flat(), 1e-7);
    expectClose(gradients.bias, one.gradients.biases[0], 1e-7);
    expectClose(
      gradients.outer.filter((_, i) => i % F < D),
      one.gradients.weights[1].flat(),
      1e-7,
    );
  });

  it('has the gradients of central differences for weights and input, including the residual path', () => {
    const [B, D, H, T, F] = [4, 3, 5, 6, 2];
    const batch: FeatureBatch = {
      B,
      bags: {
        offsets: Int32Array.of(0, 2, 3, 3, 5),
        tokens: Int32Array.of(0, 1, 5, 2, 2),
        weights: normals(5, 'weights'),
      },
      identityAt: new Int32Array(B).fill(-1),
      dense: normals(B * F, 'numbers'),
    };
    const parameters = { D, table: normals(T * D, 'table'), dense: normals(F * D, 'dense'), hidden: layerOf(D, H) };
    const upstream = normals(B * D, 'upstream');
    const value = (changed: EncoderParameters) => {
      return dot(encodeForward(batch, changed, true).embeddings, 0, upstream, 0, B * D);
    };
    const gradients = createGradients(parameters, 'float64');
    encodeBackward(batch, encodeForward(batch, parameters, true), upstream.slice(), parameters, gradients);
    for (const name of ['inner', 'bias', 'outer'] as const) {
      const of = (values: Float64Array) => value({ ...parameters, hidden: { ...parameters.hidden, [name]: values } });
      expectClose(gradients.hidden![name], centralDifferences(of, parameters.hidden[name] as Float64Array), 1e-8);
    }
    const dDense = centralDifferences((dense) => value({ ...parameters, dense }), parameters.dense);
    expectClose(gradients.dense, dDense, 1e-8);
    const dTable = centralDifferences((table) => value({ ...parameters, table }), parameters.table);
    for (let s = 0; s < gradients.table.count; s++) {
      const row = gradients.table.touched[s]!;
      const found = gradients.table.values.subarray(s * D, (s + 1) * D);
      expectClose(found, dTable.subarray(row * D, (row + 1) * D), 1e-8);
    }
  });

  it('equals two linear kernels with relu between them', () => {
    const [B, D, H] = [3, 4, 6];
    const [input, layer] = [normals(B * D, 'input'), layerOf(D, H)];
    const inner = Float64Array.from({ length: B * H }, (_, i) => layer.bias[i % H]!);
    linearForward(input, layer.inner, inner, B, D, H);
    const output = new Float64Array(B * D);
    linearForward(
      inner.map((x) => Math.max(0, x)),
      layer.outer,
      output,
      B,
      H,
      D,
    );
    const found = new Float64Array(B * D);
    hiddenForward(input, layer, found, B, D);
    expectClose(found, output, 1e-12);
    const dOuter = new Float64Array(H * D);
    linearBackward(
      inner.map((x) => Math.max(0, x)),
      input,
      dOuter,
      B,
      H,
      D,
    );
    const gradients = { H, inner: new Float64Array(D * H), bias: new Float64Array(H), outer: new Float64Array(H * D) };
    const active = hiddenForward(input, layer, new Float64Array(B * D), B, D);
    hiddenBackward(input, layer, active, input, new Float64Array(B * D), gradients, B, D);
    expectClose(gradients.outer, dOuter, 1e-12);
  });
});

describe('a model with a hidden layer', () => {
  it('starts with the embeddings of the model without it', () => {
    const shape = { dim: 8, seed: 3, normalize: true };
    const space = fitFeatureSpace(colouredThings(), [], buildTrainingConfig().features);
    const plain = initializeBagModel(space, shape);
    const layered = initializeBagModel(space, { ...shape, hidden: 5 });
    expect(layered.parameters.hidden).toMatchObject({ H: 5 });
    expect(embedProducts(layered, colouredThings())).toEqual(embedProducts(plain, colouredThings()));
  });

  it.each(['adam', 'sgd'])('changes every weight of the layer and lowers the loss in training with %s', (optimizer) => {
    const set = trainingSet(colouredThings(), tasteBaskets());
    const config = quickConfig({ hidden: 12, optimizer, learningRate: optimizer === 'adam' ? 0.01 : 0.2 });
    const { model, report } = trained(set, config);
    const { inner, bias, outer } = model.parameters.hidden!;
    expect(areParametersFinite(model.parameters)).toBe(true);
    for (const values of [bias, outer]) expect(values.filter((x) => x !== 0).length).toBeGreaterThan(values.length / 2);
    expect(inner).toHaveLength(16 * 12);
    expect(report.lossCurve.at(-1)!.loss).toBeLessThan(report.lossCurve[0]!.loss / 2);
  });

  it('gets the same bits when it is trained again', () => {
    const set = trainingSet(colouredThings(), tasteBaskets());
    const once = () => trained(set, quickConfig({ hidden: 4, maxPairs: 320 })).model.parameters;
    expect(once()).toEqual(once());
  });

  it('learns a similarity that no linear encoder can: equal signs of two features', () => {
    const products = [
      [1, 1],
      [-1, -1],
      [1, -1],
      [-1, 1],
    ].map((features, i) => ({ id: `p${i}`, features: [...features, 1] }));
    const triplets = [
      { anchor: products[0]!, positive: products[1]!, negative: products[2]! },
      { anchor: products[2]!, positive: products[3]!, negative: products[1]! },
      { anchor: products[1]!, positive: products[0]!, negative: products[3]! },
      { anchor: products[3]!, positive: products[2]!, negative: products[0]! },
    ];
    const lossAfter = (hidden: number) => {
      const model = initializeLinearModel({ inputDim: 3, dim: 4, seed: 1, normalize: true, hidden });
      return trainStep(model, triplets, { steps: 1500, learningRate: 0.1 }).lossAfter;
    };
    expect(lossAfter(0)).toBeGreaterThan(0.3);
    expect(lossAfter(16)).toBeLessThan(0.05);
  });
});
