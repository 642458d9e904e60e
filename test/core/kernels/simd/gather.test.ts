import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherDifferences, gatherRows } from '../../../../lambdas/core/numerics/gather.ts';
import { linearBackward } from '../../../../lambdas/core/numerics/linear.ts';
import { bitsOf, normals, resident, simdBuilds, wholes } from '../../../support/core/kernel-cases.ts';

const T = 9;
const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 17);
const width = fc.constantFrom(1, 2, 3, 4, 5, 8, 19);

describe.each(simdBuilds)('gatherRows and gatherDifferences in %s WebAssembly', (_mode, kernels) => {
  it('give the bits of the reference, also for NaN, infinity and denormals', () => {
    fc.assert(
      fc.property(size, width, fc.boolean(), fc.nat(999), (B, D, isOwn, seed) => {
        const table = normals(T * D, 'table', seed);
        [Number.NaN, Infinity, 1e-42, -0].forEach((special, i) => {
          if (i < table.length) table[i] = special;
        });
        const [from, less] = [wholes(B, T, 'from', seed), wholes(B, T, 'less', seed)];
        const used = isOwn ? resident(kernels, table) : table;
        const [rows, differences] = [new Float32Array(B * D), new Float32Array(B * D)];
        const truth = [rows.slice(), differences.slice()] as const;
        kernels.gatherRows(used, from, rows, B, D);
        kernels.gatherDifferences(used, from, less, differences, B, D);
        gatherRows(table, from, truth[0], B, D);
        gatherDifferences(table, from, less, truth[1], B, D);
        expect(bitsOf(rows)).toEqual(bitsOf(truth[0]));
        expect([...differences]).toEqual([...truth[1]]);
        if (isOwn) kernels.release(used);
      }),
    );
  });

  it('reject rows out of range and change nothing', () => {
    const [table, out] = [normals(6, 'table'), new Float32Array(4).fill(9)];
    expect(() => kernels.gatherRows(table, Int32Array.of(0, 3), out, 2, 2)).toThrow(
      'row 1 is 3, expected a row in [0, 3)',
    );
    expect(() => kernels.gatherRows(table, Int32Array.of(-1, 0), out, 2, 2)).toThrow('row 0 is -1');
    expect(() => kernels.gatherRows(table, Int32Array.of(0), out, 2, 2)).toThrow('row holds 1');
    expect(() => kernels.gatherRows(table, Int32Array.of(0, 1, 2), out, 3, 2)).toThrow('out holds 4');
    expect(() => kernels.gatherDifferences(table, Int32Array.of(0), Int32Array.of(7), out, 1, 2)).toThrow(
      'less 0 is 7',
    );
    expect([...out]).toEqual([9, 9, 9, 9]);
  });
});

describe.each(simdBuilds)('linearBackward in %s WebAssembly', (_mode, kernels) => {
  it('skips rows without a gradient, even if their inputs are infinite', () => {
    const [B, F, D] = [23, 11, 6];
    const [input, dOutput] = [normals(B * F, 'input'), normals(B * D, 'd')];
    for (let i = 0; i < B; i += 2) dOutput.fill(i % 4 === 0 ? 0 : -0, i * D, (i + 1) * D);
    input[2 * F] = Infinity;
    const [dWeight, truth] = [normals(F * D, 'start'), Float64Array.from(normals(F * D, 'start'))];
    kernels.linearBackward(input, dOutput, dWeight, B, F, D);
    linearBackward(Float64Array.from(input), Float64Array.from(dOutput), truth, B, F, D);
    dWeight.forEach((x, i) => {
      expect(x).toBeCloseTo(truth[i]!, 4);
    });
    const before = bitsOf(dWeight);
    kernels.linearBackward(input, new Float32Array(B * D), dWeight, B, F, D);
    expect(bitsOf(dWeight)).toEqual(before);
  });
});
