import { describe, expect, it } from 'vitest';
import { copyParameters } from '../../../../lambdas/core/encoder/encoder-parameters.ts';
import type { FeatureBatch } from '../../../../lambdas/core/features/feature-space.ts';
import type { Kernels } from '../../../../lambdas/core/kernels/kernels.ts';
import { referenceKernels } from '../../../../lambdas/core/kernels/reference-kernels.ts';
import { simdKernels } from '../../../../lambdas/core/kernels/simd/simd-kernels.ts';
import type { Model } from '../../../../lambdas/core/model/model.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { NO_NEGATIVE } from '../../../../lambdas/core/training/data/training-set.ts';
import { BatchStep } from '../../../../lambdas/core/training/steps/batch-step.ts';
import { expectClose } from '../../../support/core/golden.ts';
import { normals, simdBuilds, wholes } from '../../../support/core/kernel-cases.ts';
import { lossCombinations } from '../../../support/core/loss-combinations.ts';

const [PRODUCTS, B, T, F, D] = [24, 7, 15, 6, 5] as const;

/** Products with some tokens and dense numbers, or with dense numbers alone. */
function inputsOf(hasTokens: boolean): FeatureBatch {
  const each = hasTokens ? 3 : 0;
  return {
    B: PRODUCTS,
    bags: {
      offsets: Int32Array.from({ length: PRODUCTS + 1 }, (_, i) => i * each),
      tokens: wholes(PRODUCTS * each, T, 'tokens'),
      weights: normals(PRODUCTS * each, 'weights'),
    },
    identityAt: Int32Array.from({ length: PRODUCTS }, (_, i) => (hasTokens ? i * each : -1)),
    dense: Float64Array.from(normals(PRODUCTS * F, 'dense')),
  };
}

/** The losses and the weights of some steps. */
function stepped(kernels: Kernels, overrides: Record<string, unknown>, hasTokens = true, seed = 1) {
  const config = buildTrainingConfig({ identityDropout: 0.5, ...overrides });
  const model: Model = {
    input: { encoder: 'linear', inputDim: F },
    normalize: config.normalize,
    parameters: copyParameters({ D, table: normals(T * D, 'table'), dense: normals(F * D, 'weights') }, kernels),
  };
  const chances = new Float64Array(PRODUCTS).fill(1 / PRODUCTS);
  const step = new BatchStep(model, inputsOf(hasTokens), chances, config, kernels);
  const losses = [0, 1, 2, 3].map((t) => {
    const batch = {
      anchors: wholes(B + t, PRODUCTS, `anchors ${t}`, seed),
      positives: wholes(B + t, PRODUCTS, `positives ${t}`, seed),
      negatives: wholes(B + t, PRODUCTS, `negatives ${t}`, seed).map((row) => (row % 3 ? row : NO_NEGATIVE)),
    };
    return step.take(batch, 0.003, new CounterRandom(seed, `step ${t}`));
  });
  return { losses, ...step.outcome };
}

const gradientDescent = { optimizer: 'sgd' };

describe.each(simdBuilds)('steps on pairs in %s WebAssembly', (_mode, kernels) => {
  it.each(lossCombinations.map(({ name, overrides }) => [name, overrides] as const))(
    'agree with the reference for %s',
    (_name, overrides) => {
      const given = { ...overrides, ...gradientDescent };
      const [fast, truth] = [stepped(kernels, given), stepped(referenceKernels('float32'), given)];
      expectClose(fast.losses, truth.losses, 2e-4);
      expectClose(fast.table, truth.table, 1e-4);
      expectClose(fast.dense, truth.dense, 1e-4);
    },
  );

  it.each([{ distance: 'euclidean', margin: 2 }, { distance: 'squared-euclidean', margin: 1 }, { margin: 'soft' }])(
    'agree where the encoder is a matrix and differences are taken of the inputs: %o',
    (overrides) => {
      const given = { loss: 'triplet', normalize: false, ...gradientDescent, ...overrides };
      const [fast, truth] = [stepped(kernels, given, false), stepped(referenceKernels('float32'), given, false)];
      expectClose(fast.losses, truth.losses, 1e-4);
      expectClose(fast.dense, truth.dense, 1e-4);
    },
  );

  it('learn the same temperature as the reference', () => {
    const given = { loss: 'info-nce', learnTemperature: true, symmetric: true };
    const [fast, truth] = [stepped(kernels, given), stepped(referenceKernels('float32'), given)];
    expectClose(fast.losses, truth.losses, 1e-4);
  });
});

describe('steps in strict mode', () => {
  it('give the same bits in two instances of the kernels', () => {
    const given = { loss: 'info-nce' };
    const [one, other] = [stepped(simdKernels('strict'), given), stepped(simdKernels('strict'), given)];
    expect(one).toEqual(other);
    expect(stepped(simdKernels('strict'), given, true, 2).losses).not.toEqual(one.losses);
  });
});
