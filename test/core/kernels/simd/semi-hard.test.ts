import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { semiHardLoss } from '../../../../lambdas/core/losses/semi-hard.ts';
import { expectClose } from '../../../support/core/golden.ts';
import { bitsOf, normals, resident, simdBuilds, wholes } from '../../../support/core/kernel-cases.ts';

const distance = fc.constantFrom('squared-euclidean' as const, 'euclidean' as const, 'cosine' as const);
const margin = fc.constantFrom(0.2, 1, 'soft' as const);
const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 9, 30, 61);
const width = fc.constantFrom(1, 2, 3, 4, 7, 8, 17);

describe.each(simdBuilds)('semiHard in %s WebAssembly', (_mode, kernels) => {
  function check(
    x: Float32Array,
    labels: Int32Array,
    D: number,
    options: { distance: 'squared-euclidean' | 'euclidean' | 'cosine'; margin: number | 'soft' },
  ): void {
    const [dx, truth] = [new Float32Array(x.length).fill(9), new Float64Array(x.length)];
    const found = kernels.semiHard(x, labels, D, options, dx);
    const expected = semiHardLoss(Float64Array.from(x), labels, D, options, truth);
    expect(found).toEqual(expected);
    expectClose(dx, truth, 1e-6);
    expect(kernels.semiHard(x, labels, D, options)).toEqual(found);
  }

  it('mines the triplets of the reference: the loss has the same bits', () => {
    fc.assert(
      fc.property(size, width, fc.constantFrom(1, 2, 3, 8, 50), distance, margin, fc.nat(999), (...given) => {
        const [N, D, classes, distance, margin, seed] = given;
        check(normals(N * D, 'x', seed), wholes(N, classes, 'labels', seed), D, { distance, margin });
      }),
      { numRuns: 150 },
    );
  });

  it('breaks ties between equal distances as the reference does, with few positives and with many', () => {
    fc.assert(
      fc.property(fc.constantFrom(12, 40, 70), fc.constantFrom(2, 3, 12), fc.nat(999), (N, classes, seed) => {
        const x = Float32Array.from(wholes(N * 2, 3, 'places', seed));
        check(x, wholes(N, classes, 'labels', seed), 2, { distance: 'euclidean', margin: 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bits for arrays in its own memory', () => {
    const [x, labels] = [normals(50 * 6, 'x'), wholes(50, 9, 'labels')];
    const [dx, own] = [new Float32Array(300), resident(kernels, new Float32Array(300))];
    const options = { distance: 'euclidean', margin: 1 } as const;
    kernels.semiHard(x, labels, 6, options, dx);
    kernels.semiHard(resident(kernels, x), labels, 6, options, own);
    expect(bitsOf(own)).toEqual(bitsOf(dx));
  });

  it('gives NaN for NaN inputs, and handles infinity and denormals', () => {
    const labels = Int32Array.from({ length: 40 }, (_, i) => i % 2);
    for (const [special, expected] of [
      [Number.NaN, Number.NaN],
      [Infinity, Number.NaN],
    ] as const) {
      const x = normals(80, 'x');
      x[3] = special;
      const dx = new Float32Array(80);
      expect(kernels.semiHard(x, labels, 2, { distance: 'euclidean', margin: 1 }, dx).loss).toBe(expected);
    }
    check(Float32Array.of(1e-42, 0, 1, 2, 1e-45, 5), Int32Array.of(0, 0, 1, 1, 0, 2), 1, {
      distance: 'squared-euclidean',
      margin: 1,
    });
  });

  it('rejects wrong sizes and changes nothing', () => {
    const dx = new Float32Array(3).fill(9);
    const options = { distance: 'euclidean', margin: 1 } as const;
    expect(() => kernels.semiHard(normals(4, 'x'), new Int32Array(2), 2, options, dx)).toThrow('dx holds 3');
    expect(() => kernels.semiHard(normals(3, 'x'), new Int32Array(2), 2, options)).toThrow('x holds 3');
    expect(() => kernels.semiHard(normals(3, 'x'), new Int32Array(2), 1.5, options)).toThrow('D is 1.5');
    expect([...dx]).toEqual([9, 9, 9]);
  });
});
