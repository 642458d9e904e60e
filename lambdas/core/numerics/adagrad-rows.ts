import type { Reals } from './reals.ts';
import type { RowGradients } from './row-gradients.ts';

/** The numbers of an Adagrad step. */
export interface AdagradStep {
  readonly learningRate: number;
  readonly epsilon: number;
}

/**
 * One step of Adagrad (Duchi et al. 2011) for the touched rows of a table (T, D): square += g^2,
 * w -= learningRate * g / (sqrt(square) + epsilon). square is (T, D).
 */
export function adagradRows(
  table: Reals,
  square: Reals,
  gradients: Pick<RowGradients, 'D' | 'touched' | 'values' | 'count'>,
  step: AdagradStep,
): void {
  const { D, touched, values, count } = gradients;
  for (let s = 0; s < count; s++) {
    for (let d = 0; d < D; d++) {
      const at = touched[s]! * D + d;
      const g = values[s * D + d]!;
      const sum = square[at]! + g * g;
      square[at] = sum;
      table[at]! -= (step.learningRate * g) / (Math.sqrt(sum) + step.epsilon);
    }
  }
}
