import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRow, countRows, createFullSet, dropRow, hasRow, keepRows } from '../../../lambdas/core/search/bits.ts';

describe('a set of rows as bits', () => {
  it('behaves like a set of numbers', () => {
    const steps = fc.array(fc.record({ row: fc.nat(99), isAdded: fc.boolean() }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 140 }), fc.boolean(), steps, (size, isFull, changes) => {
        const bits = isFull ? createFullSet(size) : new Uint8Array(Math.ceil(size / 8));
        const truth = new Set(isFull ? Array(size).keys() : []);
        for (const { row, isAdded } of changes) {
          (isAdded ? addRow : dropRow)(bits, row);
          if (isAdded) truth.add(row);
          else truth.delete(row);
        }
        expect(countRows(bits)).toBe(truth.size);
        for (let row = 0; row < bits.length * 8; row++) expect(hasRow(bits, row)).toBe(truth.has(row));
      }),
    );
  });

  it('keeps what another set has, or what it does not have', () => {
    const rows = fc.uniqueArray(fc.nat(69));
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (some, others, isNegated) => {
        const setOf = (all: readonly number[]) => {
          const bits = new Uint8Array(9);
          for (const row of all) addRow(bits, row);
          return bits;
        };
        const bits = setOf(some);
        keepRows(bits, setOf(others), isNegated);
        expect(bits).toEqual(setOf(some.filter((row) => others.includes(row) !== isNegated)));
      }),
    );
  });
});
