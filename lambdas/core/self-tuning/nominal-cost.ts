import type { FeatureBatch } from '../features/feature-space.ts';

/*
 * Seconds of a nominal core. They are counted, not measured, so that every machine makes the same choices; any real
 * core takes less time.
 */
const SECONDS_PER_TOKEN = 4e-6;
const SECONDS_PER_SHARED_TOKEN = 2e-8;
const SECONDS_PER_PRODUCT = 6e-4;
const SECONDS_PER_PAIR = 6e-7;
const MULTIPLICATIONS_PER_SECOND = 1.6e9;

/**
 * Estimates the time to read a catalog, find its neighbours by text and build the targets from its pairs. A token costs
 * as many comparisons as there are pairs of products that have it.
 * @param pairs Number of pairs in the training rows.
 */
export function estimatePreparationSeconds({ bags, B }: FeatureBatch, pairs: number): number {
  const frequency = new Map<number, number>();
  for (const token of bags.tokens) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  let shared = 0;
  for (const count of frequency.values()) shared += count * count;
  const ofText = SECONDS_PER_TOKEN * bags.tokens.length + SECONDS_PER_SHARED_TOKEN * shared;
  return ofText + SECONDS_PER_PRODUCT * B + SECONDS_PER_PAIR * pairs;
}

/** Estimates the time to embed a catalog and rank it for a number of rows. @param dim D: numbers in an embedding. */
export function estimateEvaluationSeconds({ bags, B }: FeatureBatch, rows: number, dim: number): number {
  return ((bags.tokens.length + rows * B) * dim) / MULTIPLICATIONS_PER_SECOND;
}
