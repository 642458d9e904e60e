import type { Resumable } from '../checkpoint/named-arrays.ts';
import type { Reals } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';

/**
 * Moves parameters against their gradients, in place. One optimizer serves any number of parameters, told apart by name. What it
 * keeps of a parameter is there from its first update on.
 */
export interface Optimizer extends Resumable {
  /** Begins a step: every parameter is updated at most once until the next. `learningRate` is in (0, inf). */
  beginStep(learningRate: number): void;
  /** Updates all of a parameter. values and gradient have one length. */
  update(name: string, values: Reals, gradient: Reals): void;
  /**
   * Updates only the touched rows of a table (T, D). The others and their state stand still: no momentum carries them on, no moment
   * fades and no weight decays until they are touched again. The dense form does all that, so the two agree where every row is
   * touched at every step, and always for plain gradient descent and Adagrad, which do nothing on a gradient of 0.
   */
  updateRows(name: string, table: Reals, gradients: RowGradients): void;
}
