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

/** Adam's state of a parameter; both arrays have its length. */
export interface AdamMoments {
  readonly mean: Reals;
  readonly square: Reals;
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1): values -= rate * mean / (sqrt(square * correction) + epsilon).
 */
export function adam(values: Reals, moments: AdamMoments, gradient: Reals, step: AdamStep): void {
  adamRange(values, moments, 0, gradient, 0, values.length, step);
}

/** One step of Adam for the touched rows of a table (T, D) only (torch.optim.SparseAdam). */
export function adamRows(table: Reals, moments: AdamMoments, gradients: RowGradients, step: AdamStep): void {
  const { D, touched, values, count } = gradients;
  for (let s = 0; s < count; s++) adamRange(table, moments, touched[s]! * D, values, s * D, D, step);
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
