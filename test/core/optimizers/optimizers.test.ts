import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowGradients } from '../../../lambdas/core/numerics/row-gradients.ts';
import { Adagrad } from '../../../lambdas/core/optimizers/adagrad.ts';
import { Adam } from '../../../lambdas/core/optimizers/adam.ts';
import { AdamW } from '../../../lambdas/core/optimizers/adamw.ts';
import type { Optimizer } from '../../../lambdas/core/optimizers/optimizer.ts';
import { makeOptimizer, type OptimizerName, optimizerNames } from '../../../lambdas/core/optimizers/registry.ts';
import { Sgd } from '../../../lambdas/core/optimizers/sgd.ts';
import { expectClose, flat, golden } from '../../support/core/golden.ts';

interface OptimizerCase {
  name: string;
  params: { learningRate: number; momentum?: number; weightDecay?: number; epsilon?: number };
  start: number[][];
  gradients: number[][][];
  weightsAfterEachStep: number[][][];
}

const make: Record<string, (one: OptimizerCase) => Optimizer> = {
  sgd: ({ params }) => new Sgd(params.momentum),
  adam: () => new Adam(),
  adamw: ({ params }) => new AdamW({ weightDecay: params.weightDecay! }),
  adagrad: ({ params }) => new Adagrad(params.epsilon),
};
const cases = golden<{ cases: OptimizerCase[] }>('optimizers').cases.map(
  (one) => [`${one.name} ${JSON.stringify(one.params)}`, one] as const,
);

/** Gradients of some rows of a table, in the order given. */
function rowGradients(T: number, D: number, rows: readonly [row: number, gradient: readonly number[]][]): RowGradients {
  const gradients = new RowGradients(T, D, 'float64');
  for (const [row, gradient] of rows) {
    const slot = gradients.slotOf(row);
    gradients.values.set(gradient, slot * D);
  }
  return gradients;
}

const named = (optimizer: OptimizerName) => makeOptimizer({ optimizer, momentum: 0.9, weightDecay: 0.01 });

/** One step for one row of a table of T rows with 2 numbers each. */
function takeRows(optimizer: Optimizer, T: number): void {
  optimizer.beginStep(0.1);
  optimizer.updateRows('t', new Float64Array(2 * T), rowGradients(T, 2, [[1, [0.5, 3]]]));
}

const otherState = (message: RegExp) =>
  expect.objectContaining({ code: 'other-state', message: expect.stringMatching(message) });

describe('the optimizers', () => {
  it.each(cases)('take the steps of the PyTorch reference for %s', (_name, one) => {
    const optimizer = make[one.name]!(one);
    const weights = flat(one.start);
    one.gradients.forEach((gradient, step) => {
      optimizer.beginStep(one.params.learningRate);
      optimizer.update('w', weights, flat(gradient));
      expectClose(weights, one.weightsAfterEachStep[step]!.flat(), 1e-9);
    });
  });

  it.each(cases)('take the same steps on touched rows, and do not change other rows, for %s', (_name, one) => {
    const optimizer = make[one.name]!(one);
    const D = one.start[0]!.length;
    const untouched = Float64Array.from({ length: D }, () => 7);
    const table = Float64Array.of(...untouched, ...flat(one.start), ...untouched);
    one.gradients.forEach((gradient, step) => {
      const rows = gradient.map((values, r): [number, number[]] => [r + 1, values]);
      optimizer.beginStep(one.params.learningRate);
      optimizer.updateRows('table', table, rowGradients(one.start.length + 2, D, rows.toReversed()));
      const expected = [...untouched, ...one.weightsAfterEachStep[step]!.flat(), ...untouched];
      expectClose(table, expected, 1e-9);
    });
  });

  it.each([
    ['plain gradient descent', () => new Sgd()],
    ['Adagrad', () => new Adagrad()],
  ])('treat touched rows like a dense gradient with zeros elsewhere for %s', (_name, create) => {
    const touches = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }), { maxLength: 8 });
    fc.assert(
      fc.property(touches, (steps) => {
        const [sparse, dense] = [create(), create()];
        const [table, weights] = [new Float64Array(10).fill(1), new Float64Array(10).fill(1)];
        steps.forEach((rows, step) => {
          const gradient = new Float64Array(10);
          const touched = rows.map((row): [number, number[]] => [row, [row - step, 0.5 + row]]);
          for (const [row, values] of touched) gradient.set(values, row * 2);
          for (const optimizer of [sparse, dense]) optimizer.beginStep(0.1);
          sparse.updateRows('t', table, rowGradients(5, 2, touched));
          dense.update('t', weights, gradient);
        });
        expectClose(table, weights, 0);
      }),
    );
  });

  it.each([
    ['momentum', () => new Sgd(0.9)],
    ['Adam', () => new Adam()],
    ['AdamW', () => new AdamW()],
  ])('do not move a row that is not touched, although the dense form would, for %s', (_name, create) => {
    const [sparse, dense] = [create(), create()];
    const [table, weights] = [Float64Array.of(1), Float64Array.of(1)];
    for (const optimizer of [sparse, dense]) optimizer.beginStep(0.1);
    sparse.updateRows('t', table, rowGradients(1, 1, [[0, [2]]]));
    dense.update('t', weights, Float64Array.of(2));
    expectClose(table, weights, 0);
    const before = table.slice();
    for (const optimizer of [sparse, dense]) optimizer.beginStep(0.1);
    sparse.updateRows('t', table, rowGradients(1, 1, []));
    dense.update('t', weights, Float64Array.of(0));
    expectClose(table, before, 0);
    expect(weights[0]).toBeLessThan(before[0]!);
  });

  it('scale a row as a whole in row-wise Adam, by the mean of its squared gradients', () => {
    const optimizer = new Adam({ rowwise: true, epsilon: 0 });
    const table = Float64Array.of(1, 1, 5, 5, 2, 2);
    optimizer.beginStep(0.1);
    optimizer.updateRows(
      't',
      table,
      rowGradients(3, 2, [
        [2, [3, 0]],
        [0, [1, 7]],
      ]),
    );
    // In the first step mean and square are those of the gradient: of (1, 7) the mean square is 25.
    expectClose(table, Float64Array.of(1 - 0.1 / 5, 1 - 0.7 / 5, 5, 5, 2 - 0.3 / Math.sqrt(4.5), 2), 1e-12);
    const { 'square/t': square, 'mean/t': mean } = optimizer.state();
    expect([square!.length, mean!.length]).toEqual([3, 6]);
  });

  it('take the steps of Adam in row-wise Adam if rows have one number, and for whole parameters', () => {
    const steps = fc.array(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(steps, (gradients) => {
        const [rowwise, plain] = [new Adam({ rowwise: true }), new Adam()];
        const [left, right] = [rowwise, plain].map((optimizer) => {
          const [table, weights] = [new Float64Array(3), new Float64Array(3)];
          for (const gradient of gradients) {
            optimizer.beginStep(0.1);
            optimizer.updateRows(
              't',
              table,
              rowGradients(
                3,
                1,
                gradient.map((g, row) => [row, [g]]),
              ),
            );
            optimizer.update('w', weights, Float64Array.from(gradient));
          }
          return Float64Array.of(...table, ...weights);
        });
        expectClose(left!, right!, 1e-12);
      }),
    );
  });

  it('continue the rows of a table from a saved state, in row-wise Adam', () => {
    const create = () => new Adam({ rowwise: true });
    const [whole, first, second] = [create(), create(), create()];
    const [weights, resumed] = [new Float64Array(4).fill(1), new Float64Array(4).fill(1)];
    const take = (one: Optimizer, table: Float64Array, gradient: number[]) => {
      one.beginStep(0.1);
      one.updateRows('t', table, rowGradients(2, 2, [[1, gradient]]));
    };
    for (const gradient of [
      [0.5, 3],
      [-1, 2],
    ])
      take(whole, weights, gradient);
    take(first, resumed, [0.5, 3]);
    second.restore(first.state());
    take(second, resumed, [-1, 2]);
    expect([...resumed]).toEqual([...weights]);
  });

  it('decay weights without a gradient in AdamW', () => {
    const weights = Float64Array.of(2);
    const optimizer = new AdamW({ weightDecay: 0.5 });
    optimizer.beginStep(0.1);
    optimizer.update('w', weights, Float64Array.of(0));
    expect(weights[0]).toBeCloseTo(2 * (1 - 0.05), 14);
  });

  it.each(optimizerNames.map((optimizer) => [optimizer] as const))(
    'continue from a saved state as if they had not stopped, for %s',
    (optimizer) => {
      const create = () => makeOptimizer({ optimizer, momentum: 0.9, weightDecay: 0.01 });
      const [whole, first, second] = [create(), create(), create()];
      const [weights, resumed] = [Float64Array.of(1, -2), Float64Array.of(1, -2)];
      const take = (one: Optimizer, values: Float64Array, gradient: readonly number[]) => {
        one.beginStep(0.1);
        one.update('w', values, Float64Array.from(gradient));
      };
      take(whole, weights, [0.5, 3]);
      take(whole, weights, [-1, 2]);
      take(first, resumed, [0.5, 3]);
      second.restore(first.state());
      take(first, new Float64Array(2), [9, 9]);
      take(second, resumed, [-1, 2]);
      expect([...resumed]).toEqual([...weights]);
    },
  );

  it.each([
    ['adam', 'rowwise-adam'],
    ['rowwise-adam', 'adam'],
    ['rowwise-adam', 'adamw'],
    ['adamw', 'rowwise-adam'],
  ] as const)('refuse the state of %s in %s, which has another number of squares', (saved, restored) => {
    const [one, other] = [saved, restored].map((optimizer) => named(optimizer));
    takeRows(one!, 3);
    expect(() => {
      other!.restore(one!.state());
      takeRows(other!, 3);
    }).toThrow(otherState(/^checkpoint: square of t is [36] numbers, expected [36][^:]*: restart the run$/));
  });

  it.each(optimizerNames.map((optimizer) => [optimizer] as const))(
    'refuse the state of a shorter table when it is first updated, for %s',
    (optimizer) => {
      const [one, other] = [named(optimizer), named(optimizer)];
      takeRows(one, 2);
      other.restore(one.state());
      expect(() => takeRows(other, 3)).toThrow(otherState(/ of t is 4 numbers, expected 6: restart the run$/));
    },
  );

  it('are made by their names in the registry', () => {
    const made = optimizerNames.map((optimizer) => makeOptimizer({ optimizer, momentum: 0, weightDecay: 0 }));
    expect(made.map((one) => one.constructor)).toEqual([Adam, Adam, AdamW, Adagrad, Sgd]);
  });
});
