/*
 * Metrics of one ranked list with binary relevance. `hits[i]` says whether the product at rank i + 1 is relevant;
 * `relevant` is the number of relevant products, at least 1; k is at least 1. A list shorter than k counts as if filled
 * with misses.
 */

const countHits = (hits: readonly boolean[], k: number): number => hits.slice(0, k).filter(Boolean).length;

/**
 * Capped recall: hits within k over the largest possible number of hits, min(k, relevant), so that 1 can always be
 * reached. `recall@10` is this metric everywhere in Kindred. Plain recall divides by all relevant products instead.
 */
export function cappedRecallAtK(hits: readonly boolean[], relevant: number, k: number): number {
  return countHits(hits, k) / Math.min(k, relevant);
}

/** Hits within k over k. */
export function precisionAtK(hits: readonly boolean[], k: number): number {
  return countHits(hits, k) / k;
}

/** 1 if a hit is within k, else 0. */
export function hitAtK(hits: readonly boolean[], k: number): number {
  return countHits(hits, k) > 0 ? 1 : 0;
}

/** 1 / rank of the first hit within k, else 0. */
export function reciprocalRankAtK(hits: readonly boolean[], k: number): number {
  const first = hits.slice(0, k).indexOf(true);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** The sum of the precision at each hit within k, over min(k, relevant). */
export function averagePrecisionAtK(hits: readonly boolean[], relevant: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(k, hits.length); i++) if (hits[i]) sum += countHits(hits, i + 1) / (i + 1);
  return sum / Math.min(k, relevant);
}

/**
 * Discounted gain, 1 / log2(rank + 1) per hit, over that of the ideal list (Jarvelin and Kekalainen 2002, linear gain).
 */
export function ndcgAtK(hits: readonly boolean[], relevant: number, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let i = 0; i < k; i++) {
    const discount = 1 / Math.log2(i + 2);
    if (hits[i]) gain += discount;
    if (i < relevant) ideal += discount;
  }
  return gain / ideal;
}
