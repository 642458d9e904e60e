import { type Reals, zerosLike } from '../kernels/reals.ts';
import type { RowGradients } from '../kernels/row-gradients.ts';
import type { Optimizer } from './optimizer.ts';

export interface AdamOptions {
  /** Decay of the mean of the gradients, in [0, 1), default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean of their squares, in [0, 1), default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
}

interface Moments {
  readonly mean: Reals;
  readonly square: Reals;
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1): w -= learningRate * m^ / (sqrt(v^) + epsilon).
 * For tables only the touched rows and their moments move, with the bias correction of the step (torch.optim.SparseAdam).
 */
export class Adam implements Optimizer {
  readonly #beta1: number;
  readonly #beta2: number;
  readonly #epsilon: number;
  readonly #moments = new Map<string, Moments>();
  #learningRate = 0;
  /** beta^t, by multiplication: the same on every machine, where a built-in power may not be. */
  #beta1PowerT = 1;
  #beta2PowerT = 1;

  constructor(options: AdamOptions = {}) {
    this.#beta1 = options.beta1 ?? 0.9;
    this.#beta2 = options.beta2 ?? 0.999;
    this.#epsilon = options.epsilon ?? 1e-8;
  }

  beginStep(learningRate: number): void {
    this.#learningRate = learningRate;
    this.#beta1PowerT *= this.#beta1;
    this.#beta2PowerT *= this.#beta2;
  }

  update(name: string, values: Reals, gradient: Reals): void {
    this.#move(this.#momentsOf(name, values), values, 0, gradient, 0, values.length);
  }

  updateRows(name: string, table: Reals, gradients: RowGradients): void {
    const moments = this.#momentsOf(name, table);
    const { D } = gradients;
    for (let s = 0; s < gradients.count; s++)
      this.#move(moments, table, gradients.touched[s]! * D, gradients.values, s * D, D);
  }

  #move(moments: Moments, values: Reals, at: number, gradient: Reals, from: number, length: number): void {
    const { mean, square } = moments;
    const [beta1, beta2, epsilon] = [this.#beta1, this.#beta2, this.#epsilon];
    const rate = this.#learningRate / (1 - this.#beta1PowerT);
    const correction = 1 / (1 - this.#beta2PowerT);
    for (let i = 0; i < length; i++) {
      const g = gradient[from + i]!;
      const m = beta1 * mean[at + i]! + (1 - beta1) * g;
      const v = beta2 * square[at + i]! + (1 - beta2) * g * g;
      mean[at + i] = m;
      square[at + i] = v;
      values[at + i]! -= (rate * m) / (Math.sqrt(v * correction) + epsilon);
    }
  }

  #momentsOf(name: string, values: Reals): Moments {
    const known = this.#moments.get(name) ?? { mean: zerosLike(values), square: zerosLike(values) };
    this.#moments.set(name, known);
    return known;
  }
}
