import type { Reals } from './reals.ts';
import type { RowGradients } from './row-gradients.ts';

/** The settings of an Adagrad step. */
export interface AdagradStep {
  readonly learningRate: number;
  readonly epsilon: number;
}

/**
 * One step of Adagrad (Duchi et al. 2011): square += g^2; values -= learningRate * g / (sqrt(square) + epsilon).
 * All arrays have the length of the parameter.
 */
export function adagrad(values: Reals, square: Reals, gradient: Reals, step: AdagradStep): void {
  adagradRange(values, square, 0, gradient, 0, values.length, step);
}

/** One step of Adagrad for the touched rows of a table (T, D). square is (T, D). */
export function adagradRows(table: Reals, square: Reals, gradients: RowGradients, step: AdagradStep): void {
  const { D, touched, values, count } = gradients;
  for (let s = 0; s < count; s++) adagradRange(table, square, touched[s]! * D, values, s * D, D, step);
}

function adagradRange(
  values: Reals,
  square: Reals,
  at: number,
  gradient: Reals,
  from: number,
  length: number,
  { learningRate, epsilon }: AdagradStep,
): void {
  for (let i = 0; i < length; i++) {
    const g = gradient[from + i]!;
    const sum = square[at + i]! + g * g;
    square[at + i] = sum;
    values[at + i]! -= (learningRate * g) / (Math.sqrt(sum) + epsilon);
  }
}
