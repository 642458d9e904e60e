import type { NamedArrays } from '../checkpoint/named-arrays.ts';
import type { Reals } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';
import { Adam, type AdamOptions } from './adam.ts';
import type { Optimizer } from './optimizer.ts';

export interface AdamWOptions extends AdamOptions {
  /** In [0, 1 / learningRate), default 0.01. */
  readonly weightDecay?: number;
}

/**
 * AdamW: w -= learningRate * weightDecay * w, and then Adam's step, which does not include the decay (Loshchilov and
 * Hutter 2019, algorithm 2, as torch.optim.AdamW). In tables only the touched rows decay. The decay of a row depends on
 * how often it is touched, not on the length of the run. A row that is never touched does not change.
 */
export class AdamW implements Optimizer {
  readonly #adam: Adam;
  readonly #weightDecay: number;
  #remaining = 1;

  constructor({ weightDecay = 0.01, ...options }: AdamWOptions = {}) {
    this.#adam = new Adam(options);
    this.#weightDecay = weightDecay;
  }

  beginStep(learningRate: number): void {
    this.#remaining = 1 - learningRate * this.#weightDecay;
    this.#adam.beginStep(learningRate);
  }

  update(name: string, values: Reals, gradient: Reals): void {
    this.#decay(values, 0, values.length);
    this.#adam.update(name, values, gradient);
  }

  updateRows(name: string, table: Reals, gradients: RowGradients): void {
    const { D } = gradients;
    for (let s = 0; s < gradients.count; s++) this.#decay(table, gradients.touched[s]! * D, D);
    this.#adam.updateRows(name, table, gradients);
  }

  state(): NamedArrays {
    return this.#adam.state();
  }

  restore(state: NamedArrays): void {
    this.#adam.restore(state);
  }

  #decay(values: Reals, at: number, length: number): void {
    for (let i = at; i < at + length; i++) values[i]! *= this.#remaining;
  }
}
