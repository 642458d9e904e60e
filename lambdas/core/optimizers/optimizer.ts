import type { Resumable } from '../checkpoint/named-arrays.ts';
import type { Reals } from '../numerics/reals.ts';
import type { RowGradients } from '../numerics/row-gradients.ts';

/**
 * Moves parameters against their gradients, in place. One optimizer serves any number of parameters, each with a name.
 * The state of a parameter exists from its first update on. A restored state of another length is refused at the first
 * update of its parameter, which throws CheckpointError `other-state`.
 */
export interface Optimizer extends Resumable {
  /** Begins a step: every parameter is updated at most once until the next. `learningRate` is in (0, inf). */
  beginStep(learningRate: number): void;
  /** Updates a whole parameter. values and gradient have one length. */
  update(name: string, values: Reals, gradient: Reals): void;
  /**
   * Updates only the touched rows of a table (T, D). The other rows and their state do not change: no momentum moves
   * them, no moment and no weight decays until they are touched again. `update` does all that for every row. So the two
   * agree if every step touches every row. They always agree for plain gradient descent and Adagrad, which do nothing
   * for a gradient of 0.
   */
  updateRows(name: string, table: Reals, gradients: RowGradients): void;
}
