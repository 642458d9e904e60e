import type { CoOccurrenceCounts } from './co-occurrence-counts.ts';
import type { Scorer } from './scorer.ts';

/** What two products that occur together share, from their own occurrences a and b: the cosine, or shrunk against chance. */
export type ItemKnnSimilarity = 'cosine' | 'shrunk';

/** Added to the denominator: so many occurrences together are needed to be half believed. */
const SHRINK = 10;

/**
 * The baseline of those who have seen it all before: what occurs together with the query. Cosine:
 * together / sqrt((a + 1) (b + 1)); shrunk: together / (sqrt(a b) + 10). It knows nothing of products without occurrences.
 */
export function buildItemKnnScorer(together: CoOccurrenceCounts, similarity: ItemKnnSimilarity): Scorer {
  const { rowCounts } = together;
  const scores = new Float64Array(rowCounts.length);
  const denominator =
    similarity === 'cosine'
      ? (a: number, b: number) => Math.sqrt((a + 1) * (b + 1))
      : (a: number, b: number) => Math.sqrt(a * b) + SHRINK;
  return (queryRow) => {
    together.writeCounts(queryRow, scores);
    const a = rowCounts[queryRow]!;
    for (let row = 0; row < scores.length; row++) {
      if (scores[row] !== 0) scores[row]! /= denominator(a, rowCounts[row]!);
    }
    return scores;
  };
}
