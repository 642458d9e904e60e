import type { Reals } from '../../numerics/reals.ts';
import type { TokenBags } from '../../numerics/token-bags.ts';

/** Rows of the table, from the first (inclusive) to the last (exclusive). */
type RowRange = readonly [from: number, to: number];

/**
 * Adds up the training rows of the products and search texts that hold each token.
 * @param rows (N): training rows of each product. @param T Number of rows of the table.
 * @param own The rows of single products, which keep all that they learn: their evidence is infinite.
 * @returns (T)
 */
export function countTokenEvidence(
  { offsets, tokens }: TokenBags,
  rows: Float64Array,
  T: number,
  [from, to]: RowRange,
): Float64Array {
  const evidence = new Float64Array(T).fill(Number.POSITIVE_INFINITY, from, to);
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] === 0) continue;
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) evidence[tokens[at]!]! += rows[i]!;
  }
  return evidence;
}

/**
 * Shrinks the change of each token row since the first step, in place, to the share n^2 / (n^2 + shrinkage^2), where n
 * is the evidence of the token. Optimizers such as Adam move a row with two occurrences as far as one with thousands,
 * because they scale the gradient by its own size. What rare tokens learn is mostly noise, and their first weights are
 * those of a random projection of the text, so a product of rare words keeps the neighbours that its text gives it.
 *
 * This is shrinkage toward a prior, which is the first weight (Efron and Morris 1975, "Data analysis using Stein's
 * estimator"); and a point between untrained and trained weights (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
 * models"), with a place of its own for each row. The square keeps more of what tokens with some evidence learn. With the
 * share n / (n + shrinkage) small shops with clear tastes lose more; on real data each is a little better on some sets.
 *
 * @param table (T, D) @param first The table before the first step.
 * @param evidence (T); infinite for rows of which all changes stay.
 * @param shrinkage Evidence at which half of the change stays; 0: all changes stay.
 */
export function shrinkTokenChanges(
  table: Reals,
  first: Reals,
  evidence: Float64Array,
  shrinkage: number,
  D: number,
): void {
  if (shrinkage === 0) return;
  for (let t = 0; t < evidence.length; t++) {
    if (evidence[t] === Number.POSITIVE_INFINITY) continue;
    // In this form nothing underflows, and the share of no evidence is 0.
    const share = 1 / (1 + (shrinkage / evidence[t]!) ** 2);
    for (let at = t * D; at < (t + 1) * D; at++) table[at] = first[at]! + share * (table[at]! - first[at]!);
  }
}
