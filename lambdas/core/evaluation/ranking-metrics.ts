/*
 * Metrics of one ranked list with binary relevance. `hits[i]` says whether the product at rank i + 1 is relevant; `relevant`
 * is how many relevant products there are, at least 1; k is at least 1. Lists shorter than k are as if filled with misses.
 */

const hitsWithin = (hits: readonly boolean[], k: number): number => hits.slice(0, k).filter(Boolean).length;

/** Hits within k over all relevant products (BEIR, sentence-transformers). */
export function recallAtK(hits: readonly boolean[], relevant: number, k: number): number {
  return hitsWithin(hits, k) / relevant;
}

/** Hits within k over the hits there could be, min(k, relevant): 1 is always within reach. */
export function cappedRecallAtK(hits: readonly boolean[], relevant: number, k: number): number {
  return hitsWithin(hits, k) / Math.min(k, relevant);
}

/** Hits within k over k. */
export function precisionAtK(hits: readonly boolean[], k: number): number {
  return hitsWithin(hits, k) / k;
}

/** 1 when there is a hit within k, else 0. */
export function hitAtK(hits: readonly boolean[], k: number): number {
  return hitsWithin(hits, k) > 0 ? 1 : 0;
}

/** 1 / rank of the first hit within k, else 0. */
export function reciprocalRankAtK(hits: readonly boolean[], k: number): number {
  const first = hits.slice(0, k).indexOf(true);
  return first < 0 ? 0 : 1 / (first + 1);
}

/** Mean of the precision at each hit within k, over min(k, relevant). */
export function averagePrecisionAtK(hits: readonly boolean[], relevant: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < Math.min(k, hits.length); i++) if (hits[i]) sum += hitsWithin(hits, i + 1) / (i + 1);
  return sum / Math.min(k, relevant);
}

/** Discounted gain, 1 / log2(rank + 1) a hit, over that of the ideal list (Jarvelin and Kekalainen 2002, linear gain). */
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
