import { addScaled } from './matmul.ts';
import type { Reals } from './reals.ts';

/** output += input weight: input (B, F), weight (F, D), output (B, D). */
export function linearForward(input: Reals, weight: Reals, output: Reals, B: number, F: number, D: number): void {
  for (let i = 0; i < B; i++) {
    for (let f = 0; f < F; f++) addScaled(output, i * D, weight, f * D, D, input[i * F + f]!);
  }
}

/**
 * dWeight += inputᵀ dOutput: input (B, F), dOutput (B, D), dWeight (F, D). The input is data and needs no gradient.
 * Rows of dOutput that are all zeros are skipped: in a trained batch these are most triplets.
 */
export function linearBackward(input: Reals, dOutput: Reals, dWeight: Reals, B: number, F: number, D: number): void {
  for (let i = 0; i < B; i++) {
    if (isZero(dOutput, i * D, D)) continue;
    for (let f = 0; f < F; f++) addScaled(dWeight, f * D, dOutput, i * D, D, input[i * F + f]!);
  }
}

function isZero(values: Reals, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if (values[i] !== 0) return false;
  return true;
}
