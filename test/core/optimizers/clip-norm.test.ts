import { describe, expect, it } from 'vitest';
import { RowGradients } from '../../../lambdas/core/numerics/row-gradients.ts';
import { clipGlobalNorm } from '../../../lambdas/core/optimizers/clip-norm.ts';

/** Gradients of joint length 13: 3 and 4 of a touched row, 12 of a dense one. */
function gradients() {
  const rows = new RowGradients(5, 2, 'float64');
  rows.values.set([3, 4], rows.slotOf(3) * 2);
  return { rows, dense: Float64Array.of(0, 12), scale: new Float32Array(1) };
}

describe('clipGlobalNorm', () => {
  it('scales all gradients by one factor to the given length', () => {
    const { rows, dense, scale } = gradients();
    expect(clipGlobalNorm(rows, [dense, scale], 6.5)).toBe(13);
    expect([...rows.values.subarray(0, 2), ...dense]).toEqual([1.5, 2, 0, 6]);
  });

  it('does not change shorter gradients', () => {
    const { rows, dense } = gradients();
    expect(clipGlobalNorm(rows, [dense], 13)).toBe(13);
    expect([...rows.values.subarray(0, 2), ...dense]).toEqual([3, 4, 0, 12]);
  });

  it.each([Number.NaN, Infinity])('does not hide a gradient that is %s', (bad) => {
    const { rows, dense } = gradients();
    dense[0] = bad;
    expect(clipGlobalNorm(rows, [dense], 1)).toBe(bad);
    expect([...dense]).toEqual([bad, 12]);
  });

  it('ignores rows that were cleared', () => {
    const { rows } = gradients();
    rows.clear();
    expect(clipGlobalNorm(rows, [], 1)).toBe(0);
  });
});
