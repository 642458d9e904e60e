import { type Reals, zerosLike } from '../kernels/reals.ts';
import type { RowGradients } from '../kernels/row-gradients.ts';
import type { Optimizer } from './optimizer.ts';

/**
 * Adagrad: s += g^2; w -= learningRate * g / (sqrt(s) + epsilon) (Duchi et al. 2011, section 1.1, as torch.optim.Adagrad): what is
 * seldom met takes larger steps. A gradient of 0 moves nothing and leaves s as it is, so on tables the touched rows alone give
 * just what all rows would.
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
    this.#move(this.#squaresOf(name, values), values, 0, gradient, 0, values.length);
  }

  updateRows(name: string, table: Reals, gradients: RowGradients): void {
    const squares = this.#squaresOf(name, table);
    const { D } = gradients;
    for (let s = 0; s < gradients.count; s++)
      this.#move(squares, table, gradients.touched[s]! * D, gradients.values, s * D, D);
  }

  #move(squares: Reals, values: Reals, at: number, gradient: Reals, from: number, length: number): void {
    for (let i = 0; i < length; i++) {
      const g = gradient[from + i]!;
      squares[at + i]! += g * g;
      values[at + i]! -= (this.#learningRate * g) / (Math.sqrt(squares[at + i]!) + this.#epsilon);
    }
  }

  #squaresOf(name: string, values: Reals): Reals {
    const known = this.#squares.get(name) ?? zerosLike(values);
    this.#squares.set(name, known);
    return known;
  }
}
