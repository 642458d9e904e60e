import { addScaled } from './matmul.ts';
import type { Reals } from './reals.ts';
import type { RowGradients } from './row-gradients.ts';
import type { TokenBags } from './token-bags.ts';

/** output[i] += sum over the bag of weight * table[token]: table (T, D), output (B, D). An empty bag adds nothing. */
export function embeddingBagForward(bags: TokenBags, table: Reals, output: Reals, B: number, D: number): void {
  const { offsets, tokens, weights } = bags;
  for (let i = 0; i < B; i++) {
    const end = offsets[i + 1]!;
    let t = offsets[i]!;
    if (output instanceof Float32Array && table instanceof Float32Array) {
      for (; t + 4 <= end; t += 4) addFourRounded(output, i * D, table, D, tokens, weights, t);
    }
    for (; t < end; t++) addScaled(output, i * D, table, tokens[t]! * D, D, weights[t]!);
  }
}

/**
 * Adds the rows of four tokens in one pass over the output. Each intermediate sum is rounded to float32, so that the
 * bits are those of adding one row after the other.
 */
function addFourRounded(
  output: Float32Array,
  at: number,
  table: Float32Array,
  D: number,
  tokens: Int32Array,
  weights: Reals,
  t: number,
): void {
  const [x0, x1, x2, x3] = [weights[t]!, weights[t + 1]!, weights[t + 2]!, weights[t + 3]!];
  const r0 = tokens[t]! * D;
  const r1 = tokens[t + 1]! * D;
  const r2 = tokens[t + 2]! * D;
  const r3 = tokens[t + 3]! * D;
  // Nearly always all four weights are nonzero; the loop then needs no branches.
  if (x0 !== 0 && x1 !== 0 && x2 !== 0 && x3 !== 0) {
    for (let d = 0; d < D; d++) {
      let sum = Math.fround(output[at + d]! + x0 * table[r0 + d]!);
      sum = Math.fround(sum + x1 * table[r1 + d]!);
      sum = Math.fround(sum + x2 * table[r2 + d]!);
      output[at + d] = sum + x3 * table[r3 + d]!;
    }
    return;
  }
  for (let d = 0; d < D; d++) {
    let sum = output[at + d]!;
    if (x0 !== 0) sum = Math.fround(sum + x0 * table[r0 + d]!);
    if (x1 !== 0) sum = Math.fround(sum + x1 * table[r1 + d]!);
    if (x2 !== 0) sum = Math.fround(sum + x2 * table[r2 + d]!);
    if (x3 !== 0) sum = Math.fround(sum + x3 * table[r3 + d]!);
    output[at + d] = sum;
  }
}

/** gradients[token] += weight * dOutput[i], for the rows of the tokens only: dOutput (B, D). */
export function embeddingBagBackward(
  bags: TokenBags,
  dOutput: Reals,
  gradients: RowGradients,
  B: number,
  D: number,
): void {
  for (let i = 0; i < B; i++) {
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
      if (bags.weights[t] === 0) continue;
      const slot = gradients.slotOf(bags.tokens[t]!);
      addScaled(gradients.values, slot * D, dOutput, i * D, D, bags.weights[t]!);
    }
  }
}
