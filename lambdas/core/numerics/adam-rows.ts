import type { Reals } from './reals.ts';
import type { RowGradients } from './row-gradients.ts';

/** The settings of Adam's step t, counted from 1. */
export interface AdamStep {
  /** Decay of the mean of the gradients, in [0, 1). */
  readonly beta1: number;
  /** Decay of the mean of their squares, in [0, 1). */
  readonly beta2: number;
  readonly epsilon: number;
  /** Learning rate / (1 - beta1^t). */
  readonly rate: number;
  /** 1 / (1 - beta2^t). */
  readonly correction: number;
}

/** Adam's state of a parameter. */
export interface AdamMoments {
  /** As long as the parameter. */
  readonly mean: Reals;
  /** As long as the parameter; of a table (T, D) also one number for each row (T): then Adam is row-wise. */
  readonly square: Reals;
}

/** Whether the moments of a table of T rows have one square for each row. With D = 1 there is no difference. */
export function isRowwise({ square }: AdamMoments, T: number): boolean {
  return square.length === T;
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1): values -= rate * mean / (sqrt(square * correction) + epsilon).
 */
export function adam(values: Reals, moments: AdamMoments, gradient: Reals, step: AdamStep): void {
  adamRange(values, moments, 0, gradient, 0, values.length, step);
}

/**
 * One step of Adam for the touched rows of a table (T, D) only (torch.optim.SparseAdam). If the moments have one square
 * for each row, it follows the mean of the squared gradients of the row, as the blocks of Adam-mini (Zhang et al. 2024,
 * algorithm 1) and the row-wise Adagrad of recommenders (Mudigere et al. 2021, section 4.1.4).
 */
export function adamRows(table: Reals, moments: AdamMoments, gradients: RowGradients, step: AdamStep): void {
  const { T, D, touched, values, count } = gradients;
  const update = isRowwise(moments, T) ? adamRow : adamRange;
  for (let s = 0; s < count; s++) update(table, moments, touched[s]! * D, values, s * D, D, step);
}

function adamRange(
  values: Reals,
  { mean, square }: AdamMoments,
  at: number,
  gradient: Reals,
  from: number,
  length: number,
  { beta1, beta2, epsilon, rate, correction }: AdamStep,
): void {
  for (let i = 0; i < length; i++) {
    const g = gradient[from + i]!;
    const m = beta1 * mean[at + i]! + (1 - beta1) * g;
    const v = beta2 * square[at + i]! + (1 - beta2) * g * g;
    mean[at + i] = m;
    square[at + i] = v;
    values[at + i]! -= (rate * m) / (Math.sqrt(v * correction) + epsilon);
  }
}

/** As adamRange, with one square for the row that begins at `at`. */
function adamRow(
  table: Reals,
  { mean, square }: AdamMoments,
  at: number,
  gradient: Reals,
  from: number,
  D: number,
  { beta1, beta2, epsilon, rate, correction }: AdamStep,
): void {
  let sum = 0;
  for (let d = 0; d < D; d++) sum += gradient[from + d]! ** 2;
  const v = beta2 * square[at / D]! + (1 - beta2) * (sum / D);
  square[at / D] = v;
  const rateOfRow = rate / (Math.sqrt(v * correction) + epsilon);
  for (let d = 0; d < D; d++) {
    const m = beta1 * mean[at + d]! + (1 - beta1) * gradient[from + d]!;
    mean[at + d] = m;
    table[at + d]! -= rateOfRow * m;
  }
}
