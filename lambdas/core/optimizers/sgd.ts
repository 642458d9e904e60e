import { checkRestored, type NamedArrays } from '../checkpoint/named-arrays.ts';
import { addScaled } from '../numerics/matmul.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Stochastic gradient descent: v = momentum v + g; w -= learningRate v (as torch.optim.SGD). In tables the velocity of
 * a row does not change while the row is not touched.
 */
export class Sgd implements Optimizer {
  readonly #momentum: number;
  readonly #velocities = new Map<string, Reals>();
  #learningRate = 0;

  /** @param momentum In [0, 1), default 0. */
  constructor(momentum = 0) {
    this.#momentum = momentum;
  }

  beginStep(learningRate: number): void {
    this.#learningRate = learningRate;
  }

  update(name: string, values: Reals, gradient: Reals): void {
    this.#move(name, values, 0, gradient, 0, values.length);
  }

  updateRows(name: string, table: Reals, gradients: RowGradients): void {
    const { D } = gradients;
    for (let s = 0; s < gradients.count; s++)
      this.#move(name, table, gradients.touched[s]! * D, gradients.values, s * D, D);
  }

  state(): NamedArrays {
    return Object.fromEntries(this.#velocities);
  }

  restore(state: NamedArrays): void {
    this.#velocities.clear();
    for (const [name, values] of Object.entries(state)) this.#velocities.set(name, values.slice() as Reals);
  }

  #move(name: string, values: Reals, at: number, gradient: Reals, from: number, length: number): void {
    if (this.#momentum === 0) {
      addScaled(values, at, gradient, from, length, -this.#learningRate);
      return;
    }
    const velocity = this.#velocityOf(name, values);
    for (let i = 0; i < length; i++) {
      velocity[at + i] = this.#momentum * velocity[at + i]! + gradient[from + i]!;
      values[at + i]! -= this.#learningRate * velocity[at + i]!;
    }
  }

  #velocityOf(name: string, values: Reals): Reals {
    const known = this.#velocities.get(name) ?? zerosLike(values);
    checkRestored(known, values.length, `velocity of ${name}`);
    this.#velocities.set(name, known);
    return known;
  }
}
