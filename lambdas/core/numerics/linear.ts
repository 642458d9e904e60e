import { addScaled } from './matmul.ts';
import type { Reals } from './reals.ts';

/** output += input weight (+ bias): input (B, F), weight (F, D), bias (D), output (B, D). */
export function linearForward(
  input: Reals,
  weight: Reals,
  output: Reals,
  B: number,
  F: number,
  D: number,
  bias?: Reals,
): void {
  for (let i = 0; i < B; i++) {
    for (let f = 0; f < F; f++) addScaled(output, i * D, weight, f * D, D, input[i * F + f]!);
    if (bias) addScaled(output, i * D, bias, 0, D, 1);
  }
}

/**
 * dWeight += inputᵀ dOutput, dBias += sum of the rows of dOutput. The input is data and needs no gradient. A row of dOutput that is all
 * zeros adds nothing, whatever the input: most triplets of a trained batch are such rows.
 */
export function linearBackward(
  input: Reals,
  dOutput: Reals,
  dWeight: Reals,
  B: number,
  F: number,
  D: number,
  dBias?: Reals,
): void {
  for (let i = 0; i < B; i++) {
    if (isZero(dOutput, i * D, D)) continue;
    for (let f = 0; f < F; f++) addScaled(dWeight, f * D, dOutput, i * D, D, input[i * F + f]!);
    if (dBias) addScaled(dBias, 0, dOutput, i * D, D, 1);
  }
}

function isZero(values: Reals, at: number, length: number): boolean {
  for (let i = at; i < at + length; i++) if (values[i] !== 0) return false;
  return true;
}
