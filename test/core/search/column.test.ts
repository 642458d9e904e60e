import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeSets } from '../../../lambdas/core/kernels/simd/code-sets.ts';
import { hasRow } from '../../../lambdas/core/search/bits.ts';
import { buildColumn, findRows } from '../../../lambdas/core/search/column.ts';
import { FieldValues } from '../../../lambdas/core/search/field-values.ts';
import type { FieldValue } from '../../../lambdas/core/search/product-fields.ts';

const values: fc.Arbitrary<FieldValue | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -20, max: 20 }).map((n) => n / 2),
  fc.constantFrom('a', 'B', 'ab', ''),
  fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
);
const rows = fc.array(values, { maxLength: 60 });

describe('a column', () => {
  it('has the value of each row, and its numbers in order', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const column = buildColumn('x', given);
        expect([...column.codes].map((code) => column.values[code - 1])).toEqual(given);
        const numbers = column.values.filter((value) => typeof value === 'number');
        expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });

  it('has one order of values for any order of rows', () => {
    fc.assert(
      fc.property(rows, (given) => {
        expect(buildColumn('x', given.toReversed()).values).toEqual(buildColumn('x', given).values);
      }),
    );
  });

  it('finds the same rows with and without SIMD, and in one or several segments', () => {
    const codeSets = new CodeSets();
    const meets = (value: FieldValue | undefined) => value === 'a' || (typeof value === 'number' && value >= 3);
    fc.assert(
      fc.property(fc.array(rows, { maxLength: 3 }), (segments) => {
        const columns = segments.map((given) => (given.length === 0 ? undefined : buildColumn('x', given)));
        for (const [i, passes] of new FieldValues(columns).test(meets).entries()) {
          const column = columns[i];
          if (column === undefined) continue;
          for (const some of [codeSets, undefined]) {
            const found = new Uint8Array(8);
            findRows(column.codes, passes, found.subarray(0, Math.ceil(column.codes.length / 8)), some);
            expect(segments[i]!.map((_, row) => hasRow(found, row))).toEqual(segments[i]!.map(meets));
          }
        }
      }),
    );
  });

  it('tests a value that several segments have only once', () => {
    const columns = [buildColumn('x', ['a', 'b', undefined]), undefined, buildColumn('x', ['b', 'c'])];
    const tested: unknown[] = [];
    const passing = new FieldValues(columns).test((value) => tested.push(value) > 0 && value !== 'c');
    expect(tested).toEqual([undefined, 'a', 'b', 'c']);
    expect(passing.map((one) => [...one])).toEqual([[1, 1, 1], [1], [1, 1, 0]]);
  });
});
