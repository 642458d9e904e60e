import type { CoOccurrenceCounts } from './co-occurrence-counts.ts';
import type { Scorer } from './scorer.ts';

/** How counts are shrunk against chance. */
export interface Shrinkage {
  /** Constant of the denominator: about so many joint occurrences give half the full score. */
  readonly shrinkage: number;
  /** The power of the partner's row count in the denominator: a smaller one prefers popular products. */
  readonly popularityPower: number;
}

/** How the count of two products is normalized by their own row counts. */
export type ItemKnnSimilarity = 'cosine' | Shrinkage;

/** The usual shrinkage, which knows nothing of the shop. */
export const USUAL_SHRINKAGE: Shrinkage = { shrinkage: 10, popularityPower: 0.5 };

/**
 * Builds the item-kNN baseline: products that occur together with the query, from the row counts a and b of the two.
 * Cosine: together / sqrt((a + 1) (b + 1)). Shrunk: together / (a^0.5 b^power + shrinkage).
 * It cannot rank products without occurrences.
 */
export function buildItemKnnScorer(counts: CoOccurrenceCounts, similarity: ItemKnnSimilarity): Scorer {
  const { rowCounts } = counts;
  const scores = new Float64Array(rowCounts.length);
  return (queryRow) => {
    counts.writeCounts(queryRow, scores);
    normalizeCounts(scores, queryRow, rowCounts, similarity);
    return scores;
  };
}

/** Turns the counts of a query into scores, in place. @param rowCounts (products): of every product. */
export function normalizeCounts(
  counts: Float64Array,
  queryRow: number,
  rowCounts: Float64Array,
  similarity: ItemKnnSimilarity,
): void {
  const a = rowCounts[queryRow]!;
  const denominator = buildDenominator(similarity);
  for (let row = 0; row < counts.length; row++) if (counts[row] !== 0) counts[row]! /= denominator(a, rowCounts[row]!);
}

function buildDenominator(similarity: ItemKnnSimilarity): (a: number, b: number) => number {
  if (similarity === 'cosine') return (a, b) => Math.sqrt((a + 1) * (b + 1));
  const { shrinkage, popularityPower } = similarity;
  if (popularityPower === 0.5) return (a, b) => Math.sqrt(a * b) + shrinkage;
  return (a, b) => Math.sqrt(a) * b ** popularityPower + shrinkage;
}
