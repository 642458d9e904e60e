import type { FeatureBatch } from '../features/feature-space.ts';

/** Seconds of a nominal core, which are more than one core takes, whatever it is. */
const SECONDS_PER_TOKEN = 4e-6;
const SECONDS_PER_SHARED_TOKEN = 2e-8;
const SECONDS_PER_PRODUCT = 6e-4;
const SECONDS_PER_PAIR = 6e-7;
const MULTIPLICATIONS_PER_SECOND = 1.6e9;

/**
 * Reading a catalog, finding its neighbours by text (a token is met in as many pairs of products as there are of it) and the
 * targets that follow from its pairs.
 * @param pairs Pairs that the training rows hold.
 */
export function estimatePreparationSeconds({ bags, B }: FeatureBatch, pairs: number): number {
  const frequency = new Map<number, number>();
  for (const token of bags.tokens) frequency.set(token, (frequency.get(token) ?? 0) + 1);
  let shared = 0;
  for (const count of frequency.values()) shared += count * count;
  const ofText = SECONDS_PER_TOKEN * bags.tokens.length + SECONDS_PER_SHARED_TOKEN * shared;
  return ofText + SECONDS_PER_PRODUCT * B + SECONDS_PER_PAIR * pairs;
}

/** Embedding a catalog and ranking it for so many rows. */
export function estimateEvaluationSeconds({ bags, B }: FeatureBatch, rows: number, dim: number): number {
  return ((bags.tokens.length + rows * B) * dim) / MULTIPLICATIONS_PER_SECOND;
}
