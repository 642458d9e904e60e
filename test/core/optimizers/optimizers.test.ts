import { describe, it } from 'vitest';
import { RowGradients } from '../../../lambdas/core/kernels/row-gradients.ts';
import { Adam } from '../../../lambdas/core/optimizers/adam.ts';
import type { Optimizer } from '../../../lambdas/core/optimizers/optimizer.ts';
import { Sgd } from '../../../lambdas/core/optimizers/sgd.ts';
import { expectClose, flat, golden } from '../../support/golden.ts';

interface OptimizerCase {
  name: string;
  params: { learningRate: number; momentum?: number };
  start: number[][];
  gradients: number[][][];
  weightsAfterEachStep: number[][][];
}

const make: Record<string, (one: OptimizerCase) => Optimizer> = {
  sgd: (one) => new Sgd(one.params.momentum),
  adam: () => new Adam(),
};
const cases = golden<{ cases: OptimizerCase[] }>('optimizers')
  .cases.filter((one) => one.name in make)
  .map((one) => [`${one.name} ${JSON.stringify(one.params)}`, one] as const);

describe('the optimizers', () => {
  it.each(cases)('take the steps that PyTorch takes: %s', (_name, one) => {
    const optimizer = make[one.name]!(one);
    const weights = flat(one.start);
    one.gradients.forEach((gradient, step) => {
      optimizer.beginStep(one.params.learningRate);
      optimizer.update('w', weights, flat(gradient));
      expectClose(weights, one.weightsAfterEachStep[step]!.flat(), 1e-9);
    });
  });

  it.each(cases)('take the same steps on touched rows, and leave the others alone: %s', (_name, one) => {
    const optimizer = make[one.name]!(one);
    const D = one.start[0]!.length;
    const untouched = Float64Array.from({ length: D }, () => 7);
    const table = Float64Array.of(...untouched, ...flat(one.start), ...untouched);
    one.gradients.forEach((gradient, step) => {
      const rows = new RowGradients(one.start.length + 2, D, 'float64');
      for (let r = one.start.length - 1; r >= 0; r--) {
        const slot = rows.slotOf(r + 1);
        rows.values.set(gradient[r]!, slot * D);
      }
      optimizer.beginStep(one.params.learningRate);
      optimizer.updateRows('table', table, rows);
      const expected = [...untouched, ...one.weightsAfterEachStep[step]!.flat(), ...untouched];
      expectClose(table, expected, 1e-9);
    });
  });
});
