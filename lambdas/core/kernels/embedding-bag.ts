import { addScaled } from './matmul.ts';
import type { Reals } from './reals.ts';
import type { RowGradients } from './row-gradients.ts';

/** A bag of weighted tokens for each of B rows: row i holds tokens offsets[i] (inclusive) to offsets[i + 1] (exclusive). */
export interface TokenBags {
  /** (B + 1) */
  readonly offsets: Int32Array;
  /** (nnz) rows of the token table, each in [0, T). */
  readonly tokens: Int32Array;
  /** (nnz) */
  readonly weights: Reals;
}

/** output[i] += sum over the bag of weight * table[token]: table (T, D), output (B, D). An empty bag adds nothing. */
export function embeddingBagForward(bags: TokenBags, table: Reals, output: Reals, B: number, D: number): void {
  for (let i = 0; i < B; i++) {
    for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
      addScaled(output, i * D, table, bags.tokens[t]! * D, D, bags.weights[t]!);
    }
  }
}

/** gradients[token] += weight * dOutput[i], for the touched rows only. */
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
