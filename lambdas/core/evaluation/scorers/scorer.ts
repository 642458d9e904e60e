/**
 * Scores all products for a query product, in the order of the ids; a higher score means more alike. The next call may
 * reuse the array.
 */
export type Scorer = (queryRow: number) => Float64Array;

/** Builds the blend that shops write by hand: the first score plus `weight` times the second. */
export function buildBlendScorer(products: number, first: Scorer, second: Scorer, weight: number): Scorer {
  const scores = new Float64Array(products);
  return (queryRow) => {
    scores.set(first(queryRow));
    const added = second(queryRow);
    for (let row = 0; row < products; row++) scores[row]! += weight * added[row]!;
    return scores;
  };
}
