import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adagradRows } from '../../../../lambdas/core/numerics/adagrad-rows.ts';
import { adam, adamRows } from '../../../../lambdas/core/numerics/adam-rows.ts';
import { embeddingBagBackward, embeddingBagForward } from '../../../../lambdas/core/numerics/embedding-bag.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../../../../lambdas/core/numerics/normalize.ts';
import { RowGradients } from '../../../../lambdas/core/numerics/row-gradients.ts';
import { expectClose } from '../../../support/core/golden.ts';
import { bitsOf, normals, simdBuilds, wholes } from '../../../support/core/kernel-cases.ts';

const T = 40;
const dimension = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 19, 64);
const rows = fc.constantFrom(0, 1, 2, 7, 20);

/** Bags of 0 to 4 tokens, some with weight 0. */
function bagsOf(B: number, seed: number) {
  const lengths = wholes(B, 5, 'lengths', seed);
  const offsets = new Int32Array(B + 1);
  for (let i = 0; i < B; i++) offsets[i + 1] = offsets[i]! + lengths[i]!;
  const tokens = wholes(offsets[B]!, T, 'tokens', seed);
  const weights = normals(offsets[B]!, 'weights', seed).map((x, t) => (t % 5 === 0 ? 0 : x));
  return { offsets, tokens, weights };
}

const step = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 0.01, correction: 1 / (1 - 0.999 ** 3) };

describe.each(simdBuilds)('the kernels over rows in %s WebAssembly', (_mode, kernels) => {
  it('normalise as the reference does, also rows of zeros and of huge numbers', () => {
    fc.assert(
      fc.property(rows, dimension, fc.constantFrom(1e-30, 1, 1e30), fc.nat(99), (B, D, scale, seed) => {
        const z = normals(B * D, 'z', seed).map((x, i) => (i < D ? 0 : x * scale));
        const dUnit = normals(B * D, 'd', seed);
        const [unit, norms, dz] = [new Float32Array(B * D), new Float32Array(B), new Float32Array(B * D)];
        const [unitTruth, normsTruth, dzTruth] = [unit.slice(), norms.slice(), dz.slice()];
        kernels.normalizeRowsForward(z, unit, norms, B, D);
        kernels.normalizeRowsBackward(dUnit, unit, norms, dz, B, D);
        normalizeRowsForward(z, unitTruth, normsTruth, B, D);
        normalizeRowsBackward(dUnit, unitTruth, normsTruth, dzTruth, B, D);
        expectClose(unit, unitTruth, 2e-7);
        expectClose(
          norms.map((x) => x / scale),
          normsTruth.map((x) => x / scale),
          1e-5,
        );
        expectClose(
          dz.map((x) => x * scale),
          dzTruth.map((x) => x * scale),
          1e-4,
        );
      }),
    );
  });

  it.each([-1, T, 2 ** 31 - 1])('reject the token %i at every place and for bags in every memory', (token) => {
    const output = new Float32Array(8);
    for (let at = 0; at < 7; at++) {
      const tokens = kernels.integers(7);
      tokens[at] = token;
      const bags = { offsets: Int32Array.of(0, 7), tokens, weights: new Float32Array(7).fill(1) };
      for (const one of [bags, { ...bags, tokens: tokens.slice() }])
        expect(() => kernels.embeddingBagForward(one, new Float32Array(T * 8), output, 1, 8)).toThrow(
          `token ${at} is ${token}, expected a token in [0, ${T})`,
        );
    }
    expect(output.every((x) => x === 0)).toBe(true);
  });

  it('normalise in place', () => {
    const z = normals(12, 'z');
    const [unit, norms] = [new Float32Array(12), new Float32Array(2)];
    kernels.normalizeRowsForward(z, unit, norms, 2, 6);
    kernels.normalizeRowsForward(z, z, norms, 2, 6);
    expect([...z]).toEqual([...unit]);
  });

  it('sum bags of tokens as the reference does', () => {
    fc.assert(
      fc.property(rows, dimension, fc.nat(999), (B, D, seed) => {
        const [bags, table] = [bagsOf(B, seed), normals(T * D, 'table', seed)];
        const [output, truth] = [normals(B * D, 'out', seed), normals(B * D, 'out', seed)];
        kernels.embeddingBagForward(bags, table, output, B, D);
        embeddingBagForward(bags, table, truth, B, D);
        expectClose(output, truth, 5e-6);
      }),
    );
  });

  it.each([
    [0, 4, 0],
    [0, 0, 0],
    [0, 0, 3],
    [2, 0, 0],
    [2, 4, 0],
  ])('change nothing for %i empty bags of %i dimensions over a table of %i rows', (bags, D, tableRows) => {
    const empty = { offsets: new Int32Array(bags + 1), tokens: new Int32Array(0), weights: new Float32Array(0) };
    const [output, gradients] = [new Float32Array(bags * D).fill(7), new RowGradients(tableRows, D, kernels)];
    kernels.embeddingBagForward(empty, new Float32Array(tableRows * D), output, bags, D);
    kernels.embeddingBagBackward(empty, output, gradients, bags, D);
    expect([gradients.count, output.every((x) => x === 7)]).toEqual([0, true]);
    gradients.release();
  });

  it('store the gradients of touched rows in the order of first touch, over several batches', () => {
    fc.assert(
      fc.property(rows, dimension, fc.boolean(), fc.nat(999), (B, D, own, seed) => {
        const [gradients, truth] = [
          new RowGradients(T, D, own ? kernels : 'float32'),
          new RowGradients(T, D, 'float64'),
        ];
        for (const batch of [0, 1]) {
          const [bags, dOutput] = [bagsOf(B, seed + batch), normals(B * D, 'd', seed + batch)];
          kernels.embeddingBagBackward(bags, dOutput, gradients, B, D);
          embeddingBagBackward(bags, Float64Array.from(dOutput), truth, B, D);
        }
        const { count } = truth;
        expect(gradients.count).toBe(count);
        expect(gradients.touched.slice(0, count)).toEqual(truth.touched.slice(0, count));
        expectClose(gradients.values.subarray(0, count * D), truth.values.subarray(0, count * D), 1e-5);
        gradients.clear();
        const [bag, ones] = [bagsOf(1, seed + 2), new Float32Array(D).fill(1)];
        kernels.embeddingBagBackward(bag, ones, gradients, 1, D);
        const afresh = new RowGradients(T, D, 'float64');
        embeddingBagBackward(bag, ones, afresh, 1, D);
        expectClose(gradients.values.subarray(0, afresh.count * D), afresh.values.subarray(0, afresh.count * D), 1e-6);
        if (own) gradients.release();
      }),
    );
  });

  it('start a gradient at 0, so that -0 becomes 0', () => {
    const [bags, D] = [{ offsets: Int32Array.of(0, 1), tokens: Int32Array.of(3), weights: Float32Array.of(1) }, 5];
    const gradients = new RowGradients(T, D, kernels);
    kernels.embeddingBagBackward(bags, new Float32Array(D).fill(-0), gradients, 1, D);
    expect(bitsOf(gradients.values.slice(0, D) as Float32Array)).toEqual([0, 0, 0, 0, 0]);
    gradients.release();
  });

  it('give Adam the same bits whether gradients are added up first or row by row', () => {
    fc.assert(
      fc.property(rows, dimension, fc.boolean(), fc.nat(999), (B, D, isRowwise, seed) => {
        const byAdam = (isAddedFirst: boolean) => {
          const gradients = new RowGradients(T, D, kernels);
          for (const batch of [0, 1]) {
            kernels.embeddingBagBackward(bagsOf(B, seed + batch), normals(B * D, 'd', seed + batch), gradients, B, D);
          }
          if (isAddedFirst) expect(gradients.values.length).toBeGreaterThan(0);
          const square = normals(isRowwise ? T : T * D, 'square', seed).map(Math.abs);
          const moments = { mean: normals(T * D, 'mean', seed), square };
          const table = normals(T * D, 'table', seed);
          kernels.adamRows(table, moments, gradients, step);
          const { touched, count } = gradients.rows;
          const listed = [...touched.subarray(0, count)].sort((a, b) => a - b);
          gradients.release();
          return [listed, ...[table, moments.mean, moments.square].map((numbers) => bitsOf(numbers))];
        };
        expect(byAdam(false)).toEqual(byAdam(true));
      }),
    );
  });

  it('keep the gradients that Adam took row by row readable, and those of batches after it apart', () => {
    const [D, bags] = [3, bagsOf(4, 1)];
    const gradients = new RowGradients(T, D, kernels);
    const ones = new Float32Array(4 * D).fill(1);
    kernels.embeddingBagBackward(bags, ones, gradients, 4, D);
    kernels.adamRows(
      new Float32Array(T * D),
      { mean: new Float32Array(T * D), square: new Float32Array(T * D) },
      gradients,
      step,
    );
    const truth = new RowGradients(T, D, 'float64');
    embeddingBagBackward(bags, Float64Array.from(ones), truth, 4, D);
    expect(gradients.count).toBe(truth.count);
    expectClose(gradients.values.subarray(0, truth.count * D), truth.values.subarray(0, truth.count * D), 1e-5);
    gradients.clear();
    expect([gradients.count, gradients.rows.count]).toEqual([0, 0]);
    gradients.release();
  });

  it('update only touched rows by Adam, row-wise or not, and Adagrad, within 1e-6 of the reference', () => {
    fc.assert(
      fc.property(dimension, fc.boolean(), fc.nat(999), (D, isRowwise, seed) => {
        const gradients = new RowGradients(T, D, 'float32');
        kernels.embeddingBagBackward(bagsOf(7, seed), normals(7 * D, 'd', seed), gradients, 7, D);
        const start = (squares = T * D) => ({
          table: normals(T * D, 'table', seed),
          mean: normals(T * D, 'mean', seed),
          square: normals(squares, 'square', seed).map(Math.abs),
        });
        const squares = isRowwise ? T : T * D;
        const [fast, truth, [fastSum, truthSum]] = [start(squares), start(squares), [start(), start()]];
        kernels.adamRows(fast.table, fast, gradients, step);
        adamRows(truth.table, truth, gradients, step);
        kernels.adagradRows(fastSum.table, fastSum.square, gradients, { learningRate: 0.1, epsilon: 1e-10 });
        adagradRows(truthSum.table, truthSum.square, gradients, { learningRate: 0.1, epsilon: 1e-10 });
        for (const [one, other] of [
          [fast, truth],
          [fastSum, truthSum],
        ] as const) {
          for (const name of ['table', 'mean', 'square'] as const) {
            const relative = (x: number, i: number) => x / Math.max(1, Math.abs(other[name][i]!));
            expectClose(one[name].map(relative), other[name].map(relative), 1e-6);
          }
        }
        expect(fast.table).not.toEqual(start().table);
      }),
    );
  });

  it('update a whole parameter by Adam from the first step on', () => {
    const start = () => [normals(21, 'w'), { mean: new Float32Array(21), square: new Float32Array(21) }] as const;
    const [[values, moments], [truth, truthMoments]] = [start(), start()];
    for (let t = 1; t <= 5; t++) {
      const at = { ...step, rate: 0.01 / (1 - 0.9 ** t), correction: 1 / (1 - 0.999 ** t) };
      kernels.adam(values, moments, normals(21, 'g', t), at);
      adam(truth, truthMoments, normals(21, 'g', t), at);
    }
    expectClose(values, truth, 1e-6);
    expectClose(moments.square, truthMoments.square, 1e-6);
  });

  it('reject tokens outside of the table, descending offsets and short moments', () => {
    const bags = { offsets: Int32Array.of(0, 2), tokens: Int32Array.of(0, 3), weights: Float32Array.of(1, 1) };
    const [table, output] = [new Float32Array(6).fill(1), new Float32Array(2)];
    expect(() => kernels.embeddingBagForward(bags, table, output, 1, 2)).toThrow(
      'token 1 is 3, expected a token in [0, 3)',
    );
    const gradients = new RowGradients(3, 2, 'float32');
    expect(() => kernels.embeddingBagBackward(bags, output, gradients, 1, 2)).toThrow('token 1 is 3');
    const negative = { ...bags, tokens: Int32Array.of(-1, 0) };
    expect(() => kernels.embeddingBagForward(negative, table, output, 1, 2)).toThrow('token 0 is -1');
    const descending = { ...bags, offsets: Int32Array.of(2, 1) };
    expect(() => kernels.embeddingBagForward(descending, table, output, 1, 2)).toThrow('offset 1 is 1');
    const short = { ...bags, weights: Float32Array.of(1) };
    expect(() => kernels.embeddingBagForward(short, table, output, 1, 2)).toThrow('weights holds 1');
    const moments = { mean: new Float32Array(5), square: new Float32Array(6) };
    expect(() => kernels.adam(table, moments, table, step)).toThrow('mean holds 5');
    const odd = { mean: new Float32Array(6), square: new Float32Array(4) };
    expect(() => kernels.adamRows(table, odd, gradients, step)).toThrow('square holds 4');
    const rowwise = { mean: new Float32Array(6), square: new Float32Array(3) };
    expect(() => kernels.adam(table, rowwise, table, step)).toThrow('square holds 3');
    gradients.slotOf(2);
    expect(() => kernels.adagradRows(output, output, gradients, { learningRate: 1, epsilon: 0 })).toThrow('of row 2');
    expect([gradients.count, ...output, ...table]).toEqual([1, 0, 0, 1, 1, 1, 1, 1, 1]);
  });
});
