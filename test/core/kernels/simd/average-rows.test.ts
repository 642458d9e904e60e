import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageRows } from '../../../../lambdas/core/numerics/average-rows.ts';
import { bitsOf, normals, resident, simdBuilds } from '../../../support/core/kernel-cases.ts';

const dimension = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 8, 17, 64);
const odd = [0, -0, 1e-40, -1e-45, 3e38, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
/** More than twice 32 rows: a list of one or two rows keeps its order, a longer one is sorted. */
const T = 70;

/** Normal numbers; one in six is NaN, infinite or denormal. */
function numbers(length: number, stream: string, seed: number): Float32Array {
  return normals(length, stream, seed).map((x, i) => ((i + seed) % 6 === 0 ? odd[(i + seed) % odd.length]! : x));
}

function averageOf(D: number, seed: number) {
  const mentioned = Int32Array.from({ length: T }, (_, row) => (row * seed) % 7);
  return { D, current: numbers(T * D, 'current', seed), sums: numbers(T * D, 'sums', seed), mentioned };
}

describe.each(simdBuilds)('averageRows in %s WebAssembly', (_mode, kernels) => {
  it('gives the bits of the reference for listed and for all rows, for all numbers and memories', () => {
    const lists = fc.option(fc.uniqueArray(fc.nat(T - 1)), { nil: undefined });
    fc.assert(
      fc.property(
        dimension,
        lists,
        fc.constantFrom(0, 0.5, 0.99),
        fc.boolean(),
        fc.nat(99),
        (D, list, decay, own, seed) => {
          const rows = list && { touched: Int32Array.of(...list, -1), count: list.length };
          const [truth, made, values] = [averageOf(D, seed), averageOf(D, seed), numbers(T * D, 'values', seed)];
          const fast = own
            ? { ...made, current: resident(kernels, made.current), sums: resident(kernels, made.sums) }
            : made;
          const step = { decay, step: 8 + (seed % 40) };
          averageRows(truth, values, step, rows);
          kernels.averageRows(fast, values, step, rows);
          expect(bitsOf(fast.sums)).toEqual(bitsOf(truth.sums));
          expect(bitsOf(fast.current)).toEqual(bitsOf(truth.current));
          expect(fast.mentioned).toEqual(truth.mentioned);
          if (own) for (const array of [fast.current, fast.sums]) kernels.release(array);
        },
      ),
    );
  });

  it.each([2, 60])('updates a row listed %i times as the reference does, and no other row', (count) => {
    const [fast, truth, values] = [averageOf(2, 1), averageOf(2, 1), numbers(T * 2, 'values', 1)];
    const [step, rows] = [
      { decay: 0.5, step: 9 },
      { touched: new Int32Array(count).fill(3), count },
    ];
    averageRows(truth, values, step, rows);
    kernels.averageRows(fast, values, step, rows);
    expect(bitsOf(fast.sums)).toEqual(bitsOf(truth.sums));
    expect(fast.mentioned).toEqual(truth.mentioned);
  });

  it('rejects rows out of range and short arrays before it changes anything', () => {
    const average = averageOf(2, 1);
    const [before, step] = [averageOf(2, 1), { decay: 0.5, step: 9 }];
    const values = new Float32Array(T * 2);
    const listed = (row: number) => () =>
      kernels.averageRows(average, values, step, { touched: Int32Array.of(0, row), count: 2 });
    expect(listed(T)).toThrow(`row 1 is ${T}, expected a row in [0, ${T})`);
    expect(listed(-1)).toThrow('row 1 is -1');
    expect(() => kernels.averageRows(average, values.subarray(1), step)).toThrow(`values holds ${T * 2 - 1} numbers`);
    expect(() => kernels.averageRows({ ...average, sums: values.subarray(2) }, values, step)).toThrow(
      `sums holds ${T * 2 - 2}`,
    );
    expect(() => kernels.averageRows(average, new Float64Array(T * 2), step)).toThrow('values is float64');
    expect(average).toEqual(before);
  });
});
