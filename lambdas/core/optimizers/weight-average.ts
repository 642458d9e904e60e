import { type NamedArrays, type Resumable, under, within } from '../checkpoint/named-arrays.ts';
import { restoreAll, restoreInto } from '../checkpoint/restore-arrays.ts';
import { type Reals, zerosLike } from '../kernels/reals.ts';
import type { RowGradients } from '../kernels/row-gradients.ts';

interface Tracked {
  readonly D: number;
  /** The values that a row has had since its last mention. */
  readonly current: Reals;
  /** Sum over the steps of (1 - decay) decay^(age) times the values, up to a row's last mention. */
  readonly sums: Reals;
  /** (T): the step of each row's last mention. */
  readonly mentioned: Int32Array;
}

/**
 * The exponential average of weights over the steps of a run (Polyak and Juditsky 1992; as in Tarvainen and Valpola 2017):
 * after t steps, sum over s of decay^(t - s) w_s, divided by the sum of those powers, so that short runs are not held back by
 * the weights they began with. Costs two copies of the parameters.
 * Of a table only the touched rows need be mentioned: a row that stood still is caught up with when it is next mentioned or asked
 * for, and the result is that of mentioning all rows at every step.
 */
export class WeightAverage implements Resumable {
  readonly #decay: number;
  readonly #tracked = new Map<string, Tracked>();
  /** (1): steps begun. */
  readonly #steps = new Int32Array(1);

  /** @param decay In [0, 1): 0 is the last weights, 0.99 about the last hundred steps. */
  constructor(decay: number) {
    if (!(decay >= 0 && decay < 1))
      throw new RangeError(`weight average: decay is ${decay}, expected a number in [0, 1)`);
    this.#decay = decay;
  }

  /** Begins to follow a parameter, before the first step. @param D Length of a row; the whole length if it has no rows. */
  track(name: string, values: Reals, D: number): void {
    const mentioned = new Int32Array(values.length === 0 ? 0 : values.length / D);
    this.#tracked.set(name, { D, current: values.slice(), sums: zerosLike(values), mentioned });
  }

  /** Begins a step; then mention what the optimizer has moved in it. */
  beginStep(): void {
    this.#steps[0]! += 1;
  }

  /** Takes a parameter as it is after this step. */
  add(name: string, values: Reals): void {
    const tracked = this.#trackedOf(name);
    for (let row = 0; row < tracked.mentioned.length; row++) this.#mention(tracked, row, values);
  }

  /** Takes the touched rows of a table as they are after this step. */
  addRows(name: string, table: Reals, { touched, count }: Pick<RowGradients, 'touched' | 'count'>): void {
    const tracked = this.#trackedOf(name);
    for (let s = 0; s < count; s++) this.#mention(tracked, touched[s]!, table);
  }

  /** The average of a parameter; its first values before any step. */
  average(name: string): Reals {
    const { D, current, sums, mentioned } = this.#trackedOf(name);
    const steps = this.#steps[0]!;
    if (steps === 0) return current.slice();
    const total = 1 - powerOf(this.#decay, steps);
    const average = zerosLike(sums);
    for (let row = 0; row < mentioned.length; row++) {
      const keep = powerOf(this.#decay, steps - mentioned[row]!);
      for (let i = row * D; i < (row + 1) * D; i++) average[i] = (keep * sums[i]! + (1 - keep) * current[i]!) / total;
    }
    return average;
  }

  state(): NamedArrays {
    const all = [...this.#tracked].map(([name, { current, sums, mentioned }]) =>
      under(name, { current, sums, mentioned }),
    );
    return Object.assign({ steps: this.#steps }, ...all);
  }

  restore(state: NamedArrays): void {
    restoreInto(this.#steps, state.steps, 'steps');
    for (const [name, { current, sums, mentioned }] of this.#tracked)
      restoreAll({ current, sums, mentioned }, within(name, state));
  }

  /** Until the step before, the row stood still; in this one it has new values. */
  #mention({ D, current, sums, mentioned }: Tracked, row: number, values: Reals): void {
    const still = powerOf(this.#decay, this.#steps[0]! - 1 - mentioned[row]!);
    for (let i = row * D; i < (row + 1) * D; i++) {
      const before = still * sums[i]! + (1 - still) * current[i]!;
      sums[i] = this.#decay * before + (1 - this.#decay) * values[i]!;
      current[i] = values[i]!;
    }
    mentioned[row] = this.#steps[0]!;
  }

  #trackedOf(name: string): Tracked {
    const tracked = this.#tracked.get(name);
    if (tracked === undefined) throw new RangeError(`weight average: ${name} is not tracked, expected track() before`);
    return tracked;
  }
}

/** x^n for a whole number n of at least 0, by multiplication: the same on every machine. */
function powerOf(x: number, n: number): number {
  let [power, square] = [1, x];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
