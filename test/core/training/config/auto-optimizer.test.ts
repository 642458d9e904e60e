import { describe, expect, it } from 'vitest';
import { RowGradients } from '../../../../lambdas/core/numerics/row-gradients.ts';
import { makeRunOptimizer, resolveOptimizer } from '../../../../lambdas/core/training/config/auto-optimizer.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';

describe('the optimizer of a run', () => {
  it.each([
    ['rowwise-adam', {}],
    ['rowwise-adam', { selfSupervised: true }],
    ['adam', { loss: 'info-nce' }],
    ['adam', { loss: 'circle' }],
    ['adam', { loss: 'triplet' }],
    ['sgd', { optimizer: 'sgd' }],
    ['adam', { optimizer: 'adam' }],
    ['rowwise-adam', { optimizer: 'rowwise-adam', loss: 'info-nce' }],
  ])('is %s for %j', (expected, overrides) => {
    expect(resolveOptimizer(buildTrainingConfig(overrides))).toBe(expected);
  });

  it('is made with one square for each row of a table where it is row-wise', () => {
    const squaresOf = (overrides: object) => {
      const optimizer = makeRunOptimizer(buildTrainingConfig(overrides));
      optimizer.beginStep(0.1);
      const gradients = new RowGradients(3, 2, 'float64');
      optimizer.updateRows('table', new Float64Array(6), gradients);
      return optimizer.state()['square/table']!.length;
    };
    expect([squaresOf({}), squaresOf({ loss: 'info-nce' })]).toEqual([3, 6]);
  });
});
