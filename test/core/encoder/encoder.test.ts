import { describe, expect, it } from 'vitest';
import { encodeBackward, encodeForward } from '../../../lambdas/core/encoder/encoder.ts';
import type { FeatureBatch } from '../../../lambdas/core/features/feature-space.ts';
import { linearBackward, linearForward } from '../../../lambdas/core/numerics/linear.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../../../lambdas/core/numerics/normalize.ts';
import { RowGradients } from '../../../lambdas/core/numerics/row-gradients.ts';
import { expectClose, flat, golden } from '../../support/core/golden.ts';

interface LinearCase {
  name: 'linear';
  normalize: boolean;
  weight: number[][];
  bias: number[];
  input: number[][];
  output: number[][];
  upstream: number[][];
  gradients: { weight: number[][]; bias: number[] };
}

interface BagCase {
  name: 'embedding-bag-weighted-sum';
  normalize: boolean;
  table: number[][];
  indices: number[][];
  values: number[][];
  output: number[][];
  upstream: number[][];
  gradients: { table: number[][] };
}

const cases = golden<{ cases: (LinearCase | BagCase)[] }>('encoders').cases;

describe('linearForward and linearBackward', () => {
  it.each(cases.filter((one) => one.name === 'linear'))('agrees with PyTorch, normalised: $normalize', (one) => {
    const [B, F, D] = [one.input.length, one.weight.length, one.bias.length];
    // The bias is in the output that the product is added to.
    const z = Float64Array.from({ length: B * D }, (_, i) => one.bias[i % D]!);
    linearForward(flat(one.input), flat(one.weight), z, B, F, D);
    const [unit, norms, dz] = [new Float64Array(B * D), new Float64Array(B), flat(one.upstream)];
    if (one.normalize) {
      normalizeRowsForward(z, unit, norms, B, D);
      normalizeRowsBackward(dz, unit, norms, dz, B, D);
    }
    expectClose(one.normalize ? unit : z, one.output.flat(), 1e-9);
    const [dWeight, dBias] = [new Float64Array(F * D), new Float64Array(D)];
    linearBackward(flat(one.input), dz, dWeight, B, F, D);
    linearBackward(new Float64Array(B).fill(1), dz, dBias, B, 1, D);
    expectClose(dWeight, one.gradients.weight.flat(), 1e-7);
    expectClose(dBias, one.gradients.bias, 1e-7);
  });
});

describe('encodeForward and encodeBackward of a bag model', () => {
  it.each(cases.filter((one) => one.name === 'embedding-bag-weighted-sum'))(
    'agrees with PyTorch, normalised: $normalize',
    (one) => {
      const [B, D, T] = [one.indices.length, one.table[0]!.length, one.table.length];
      const offsets = Int32Array.from([0, ...one.indices.map((_, i) => one.indices.slice(0, i + 1).flat().length)]);
      const batch: FeatureBatch = {
        B,
        bags: { offsets, tokens: Int32Array.from(one.indices.flat()), weights: Float64Array.from(one.values.flat()) },
        identityAt: new Int32Array(B).fill(-1),
        dense: new Float64Array(0),
      };
      const parameters = { D, table: flat(one.table), dense: new Float64Array(0) };
      const encoded = encodeForward(batch, parameters, one.normalize);
      expectClose(encoded.embeddings, one.output.flat(), 1e-9);
      const gradients = { table: new RowGradients(T, D, 'float64'), dense: new Float64Array(0) };
      encodeBackward(batch, encoded, flat(one.upstream), parameters, gradients);
      const dTable = new Float64Array(T * D);
      for (let s = 0; s < gradients.table.count; s++) {
        dTable.set(gradients.table.values.subarray(s * D, (s + 1) * D), gradients.table.touched[s]! * D);
      }
      expectClose(dTable, one.gradients.table.flat(), 1e-7);
      expect(gradients.table.count).toBe(new Set(one.indices.flat()).size);
    },
  );
});
