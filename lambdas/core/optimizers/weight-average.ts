import {
  addPrefix,
  type NamedArrays,
  type Resumable,
  restoreAll,
  restoreInto,
  selectPrefix,
} from '../checkpoint/named-arrays.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { referenceKernels } from '../kernels/reference-kernels.ts';
import { type AverageStep, type RowAverage, type RowList, raiseToPower } from '../numerics/average-rows.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';

/**
 * The exponential average of weights over the steps of a run (Polyak and Juditsky 1992; as in Tarvainen and Valpola
 * 2017): after t steps, the sum over s of decay^(t - s) w_s, divided by the sum of those powers. So the first weights
 * have no extra weight in short runs. It costs two copies of the parameters. In tables only the touched rows need to be
 * added. The average of an unchanged row is brought up to date when the row is next added or read. The result equals
 * that of adding all rows at every step.
 */
export class WeightAverage implements Resumable {
  readonly #decay: number;
  readonly #kernels: Kernels;
  readonly #tracked = new Map<string, RowAverage>();
  /** (1): steps begun. */
  readonly #steps = new Int32Array(1);

  /**
   * @param decay In [0, 1): 0 is the last weights, 0.99 about the last hundred steps.
   * @param kernels For the arithmetic, with the same bits, and the memory of the copies (default: the reference
   * kernels).
   */
  constructor(decay: number, kernels: Kernels = referenceKernels()) {
    if (!(decay >= 0 && decay < 1))
      throw new RangeError(`weight average: decay is ${decay}, expected a number in [0, 1)`);
    this.#decay = decay;
    this.#kernels = kernels;
  }

  /**
   * Starts to average a parameter, before the first step. @param D Length of a row; the whole length for a parameter
   * without rows.
   */
  track(name: string, values: Reals, D: number): void {
    const mentioned = this.#kernels.integers(values.length === 0 ? 0 : values.length / D);
    this.#tracked.set(name, { D, current: this.#copyOf(values), sums: this.#zerosFor(values), mentioned });
  }

  /** Begins a step. After it, add what the optimizer moved in this step. */
  beginStep(): void {
    this.#steps[0]! += 1;
  }

  /** Adds the values of a parameter after this step. */
  add(name: string, values: Reals): void {
    this.#kernels.averageRows(this.#trackedOf(name), values, this.#step());
  }

  /** Adds the values of the touched rows of a table after this step. */
  addRows(name: string, table: Reals, rows: RowList): void {
    this.#kernels.averageRows(this.#trackedOf(name), table, this.#step(), rows);
  }

  /** Computes the average of a parameter; before any step, its first values. */
  average(name: string): Reals {
    const { D, current, sums, mentioned } = this.#trackedOf(name);
    const steps = this.#steps[0]!;
    if (steps === 0) return current.slice();
    const total = 1 - raiseToPower(this.#decay, steps);
    const average = zerosLike(sums);
    for (let row = 0; row < mentioned.length; row++) {
      const keep = raiseToPower(this.#decay, steps - mentioned[row]!);
      for (let i = row * D; i < (row + 1) * D; i++) average[i] = (keep * sums[i]! + (1 - keep) * current[i]!) / total;
    }
    return average;
  }

  state(): NamedArrays {
    const all = [...this.#tracked].map(([name, { current, sums, mentioned }]) =>
      addPrefix(name, { current, sums, mentioned }),
    );
    return Object.assign({ steps: this.#steps }, ...all);
  }

  restore(state: NamedArrays): void {
    restoreInto(this.#steps, state.steps, 'steps');
    for (const [name, { current, sums, mentioned }] of this.#tracked)
      restoreAll({ current, sums, mentioned }, selectPrefix(name, state));
  }

  #copyOf(values: Reals): Reals {
    const copy = this.#zerosFor(values);
    copy.set(values);
    return copy;
  }

  /** In the memory of the kernels, if they have one; otherwise every step would copy all values. */
  #zerosFor(values: Reals): Reals {
    return this.#kernels.name === 'reference' ? zerosLike(values) : this.#kernels.reals(values.length);
  }

  #step(): AverageStep {
    return { decay: this.#decay, step: this.#steps[0]! };
  }

  #trackedOf(name: string): RowAverage {
    const tracked = this.#tracked.get(name);
    if (tracked === undefined) throw new RangeError(`weight average: ${name} is not tracked; call track first`);
    return tracked;
  }
}
