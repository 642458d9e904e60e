import { checkRestored, type NamedArrays } from '../checkpoint/named-arrays.ts';
import { type AdagradStep, adagrad, adagradRows } from '../numerics/adagrad-rows.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adagrad: s += g^2; w -= learningRate * g / (sqrt(s) + epsilon) (Duchi et al. 2011, section 1.1, as
 * torch.optim.Adagrad). Rare inputs take larger steps. A gradient of 0 changes neither w nor s. So on tables, updating
 * the touched rows equals updating all rows.
 */
export class Adagrad implements Optimizer {
  readonly #epsilon: number;
  readonly #squares = new Map<string, Reals>();
  #learningRate = 0;

  /** @param epsilon In (0, inf), default 1e-10. */
  constructor(epsilon = 1e-10) {
    this.#epsilon = epsilon;
  }

  beginStep(learningRate: number): void {
    this.#learningRate = learningRate;
  }

  update(name: string, values: Reals, gradient: Reals): void {
    adagrad(values, this.#squaresOf(name, values), gradient, this.#step());
  }

  updateRows(name: string, table: Reals, gradients: RowGradients): void {
    adagradRows(table, this.#squaresOf(name, table), gradients, this.#step());
  }

  state(): NamedArrays {
    return Object.fromEntries(this.#squares);
  }

  restore(state: NamedArrays): void {
    this.#squares.clear();
    for (const [name, values] of Object.entries(state)) this.#squares.set(name, values.slice() as Reals);
  }

  #step(): AdagradStep {
    return { learningRate: this.#learningRate, epsilon: this.#epsilon };
  }

  #squaresOf(name: string, values: Reals): Reals {
    const known = this.#squares.get(name) ?? zerosLike(values);
    checkRestored(known, values.length, `square of ${name}`);
    this.#squares.set(name, known);
    return known;
  }
}
