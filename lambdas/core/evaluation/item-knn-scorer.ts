import type { CoOccurrenceCounts } from './co-occurrence-counts.ts';
import type { Scorer } from './scorer.ts';

/** How the count of two products is normalized by their own row counts: the cosine, or shrunk against chance. */
export type ItemKnnSimilarity = 'cosine' | 'shrunk';

/** Shrinkage constant of the denominator: about so many joint occurrences give half the full score. */
const SHRINKAGE = 10;

/**
 * Builds the item-kNN baseline: products that occur together with the query, from the row counts a and b of the two.
 * Cosine: together / sqrt((a + 1) (b + 1)). Shrunk: together / (sqrt(a b) + 10).
 * It cannot rank products without occurrences.
 */
export function buildItemKnnScorer(counts: CoOccurrenceCounts, similarity: ItemKnnSimilarity): Scorer {
  const { rowCounts } = counts;
  const scores = new Float64Array(rowCounts.length);
  const denominator =
    similarity === 'cosine'
      ? (a: number, b: number) => Math.sqrt((a + 1) * (b + 1))
      : (a: number, b: number) => Math.sqrt(a * b) + SHRINKAGE;
  return (queryRow) => {
    counts.writeCounts(queryRow, scores);
    const a = rowCounts[queryRow]!;
    for (let row = 0; row < scores.length; row++) {
      if (scores[row] !== 0) scores[row]! /= denominator(a, rowCounts[row]!);
    }
    return scores;
  };
}
