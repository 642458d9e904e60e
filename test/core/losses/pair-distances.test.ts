import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distances } from '../../../lambdas/core/losses/distances.ts';
import { PairDistances } from '../../../lambdas/core/losses/pair-distances.ts';
import { centralDifferences, expectClose } from '../../support/core/golden.ts';
import { randomRows } from '../../support/core/labelled-rows.ts';

const names = ['squared-euclidean', 'euclidean', 'cosine'] as const;

describe('PairDistances', () => {
  it.each(names)('has the %s distances between all rows', (name) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 7 }), (N, D) => {
        const { x } = randomRows(
          Array.from({ length: N }, (_, i) => i),
          D,
        );
        const { values } = new PairDistances(x, N, D, name);
        for (let i = 0; i < N; i++) {
          for (let j = 0; j < N; j++) {
            const expected = i === j ? 0 : distances[name].value(x, i, x, j, D);
            expect(values[i * N + j]).toBeCloseTo(expected, 10);
          }
        }
      }),
    );
  });

  it.each(names)('turns slopes of %s distances into the gradient of central differences', (name) => {
    const { x } = randomRows([0, 1, 2, 3, 4], 3);
    const slopes = Float64Array.from({ length: 25 }, (_, k) => ((k * 7) % 11) - 5);
    const weighted = (rows: Float64Array) =>
      new PairDistances(rows, 5, 3, name).values.reduce((sum, value, k) => sum + slopes[k]! * value, 0);
    const dx = new Float64Array(15).fill(9);
    new PairDistances(x, 5, 3, name).backward(slopes, dx);
    expectClose(dx, centralDifferences(weighted, x), 1e-6);
  });

  it.each(names)('gives no gradient and no NaN to rows that coincide at zero, for %s distances', (name) => {
    const dx = new Float64Array(6).fill(9);
    const pairs = new PairDistances(new Float64Array(6), 3, 2, name);
    pairs.backward(new Float64Array(9).fill(1), dx);
    expect([...dx]).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('does not change the given rows', () => {
    const x = Float64Array.of(3, 4, 0, 2);
    new PairDistances(x, 2, 2, 'cosine');
    expect([...x]).toEqual([3, 4, 0, 2]);
  });
});
