import { describe, expect, it } from 'vitest';
import { findTextCosines } from '../../../lambdas/core/likeness/text-cosines.ts';

/** Three products. Row 9 is shared by rare tokens, and row 10 is the own row of the last product. */
const inputs = {
  B: 3,
  bags: {
    offsets: Int32Array.of(0, 3, 5, 8),
    tokens: Int32Array.of(0, 1, 9, 1, 2, 0, 9, 10),
    weights: Float32Array.of(0.5, 0.25, 0.5, 0.5, 0.75, 0.25, 0.5, 1),
  },
  identityAt: Int32Array.of(-1, -1, 7),
  dense: new Float64Array(0),
  sharedRows: [9, 10] as const,
};

describe('findTextCosines', () => {
  it('adds up the tokens that two products share, without shared rows and own rows', () => {
    const { offsets, columns, weights } = findTextCosines(inputs, 5);
    expect([...offsets]).toEqual([0, 2, 3, 4]);
    expect([...columns]).toEqual([1, 2, 0, 0]);
    expect([...weights]).toEqual([0.125, 0.125, 0.125, 0.125]);
  });

  it('keeps the nearest ones', () => {
    const { offsets, columns } = findTextCosines(inputs, 1);
    expect([...offsets]).toEqual([0, 1, 2, 3]);
    expect([...columns]).toEqual([1, 0, 0]);
  });
});
