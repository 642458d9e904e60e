/** Standard errors by which one way is shown to be worse than another one, pair by pair: one chance in twenty. */
export const SURE_ERRORS = 1.645;

/** The values of one weight, as weighted means over pairs. */
export interface ComparedWeight {
  readonly textWeight: number;
  readonly mean: number;
  /** The best mean minus this one. */
  readonly behind: number;
  /** Of `behind`. */
  readonly standardError: number;
}

/** Compares the weighted means with the best, pair by pair. @param values (pairs) for each weight */
export function compareWeights(
  textWeights: readonly number[],
  values: readonly Float64Array[],
  weights: Float64Array,
): ComparedWeight[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = values.map((of) => of.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total);
  const best = means.indexOf(Math.max(...means));
  return values.map((of, w) => {
    const behind = means[best]! - means[w]!;
    const squares = of.reduce((sum, value, i) => sum + (weights[i]! * (values[best]![i]! - value - behind)) ** 2, 0);
    return { textWeight: textWeights[w]!, mean: means[w]!, behind, standardError: Math.sqrt(squares) / total };
  });
}
