import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WeightAverage } from '../../../lambdas/core/optimizers/weight-average.ts';
import { expectClose } from '../../support/core/golden.ts';

const [T, D] = [4, 2];
const steps = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: T - 1 })), { maxLength: 30 });
const decays = fc.constantFrom(0, 0.5, 0.9, 0.999);

/** The table after a step that touches some rows. */
function moved(table: Float64Array, rows: readonly number[], step: number): Float64Array {
  return table.map((value, i) => (rows.includes(Math.floor(i / D)) ? Math.sin(step + i) : value));
}

describe('WeightAverage', () => {
  it('is the weighted mean of the weights after each step, with the largest weight for the newest', () => {
    const average = new WeightAverage(0.5);
    average.track('w', Float64Array.of(100), 1);
    for (const weight of [8, 4, 2]) {
      average.beginStep();
      average.add('w', Float64Array.of(weight));
    }
    expectClose(average.average('w'), [(8 * 0.25 + 4 * 0.5 + 2) / 1.75], 1e-12);
  });

  it('is the same for touched rows as for the whole table', () => {
    fc.assert(
      fc.property(steps, decays, (touches, decay) => {
        const [byRows, dense] = [new WeightAverage(decay), new WeightAverage(decay)];
        let table: Float64Array = Float64Array.from({ length: T * D }, (_, i) => i + 1);
        for (const one of [byRows, dense]) one.track('t', table, D);
        touches.forEach((rows, step) => {
          table = moved(table, rows, step);
          for (const one of [byRows, dense]) one.beginStep();
          byRows.addRows('t', table, { touched: Int32Array.from(rows), count: rows.length });
          dense.add('t', table);
        });
        expectClose(byRows.average('t'), dense.average('t'), 1e-9);
      }),
    );
  });

  it('equals the last weights without decay, and the first values of parameters that never moved', () => {
    const average = new WeightAverage(0);
    const still = new WeightAverage(0.99);
    for (const one of [average, still]) one.track('t', Float64Array.of(1, 2), 1);
    for (const weight of [5, 6]) {
      for (const one of [average, still]) one.beginStep();
      average.addRows('t', Float64Array.of(weight, 2), { touched: Int32Array.of(0), count: 1 });
    }
    expect([...average.average('t')]).toEqual([6, 2]);
    expectClose(still.average('t'), [1, 2], 1e-12);
  });

  it('equals a copy of the first weights, in their precision, before any step', () => {
    const weights = Float32Array.of(1, 2);
    const average = new WeightAverage(0.9);
    average.track('t', weights, 2);
    average.track('nothing', new Float32Array(0), 0);
    weights[0] = 9;
    expect(average.average('t')).toEqual(Float32Array.of(1, 2));
    expect(average.average('nothing')).toHaveLength(0);
  });

  it('refuses a decay outside [0, 1), and a name that is not tracked', () => {
    for (const decay of [1, -0.1, Number.NaN])
      expect(() => new WeightAverage(decay)).toThrow('expected a number in [0, 1)');
    expect(() => new WeightAverage(0.5).average('w')).toThrow('w is not tracked');
  });
});
