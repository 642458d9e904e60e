import type { Scorer } from './scorer.ts';

/** One score plus `weight` times another: the blend that shops write by hand. */
export function buildBlendScorer(products: number, first: Scorer, second: Scorer, weight: number): Scorer {
  const scores = new Float64Array(products);
  return (queryRow) => {
    scores.set(first(queryRow));
    const added = second(queryRow);
    for (let row = 0; row < products; row++) scores[row]! += weight * added[row]!;
    return scores;
  };
}
