import type { FeatureBatch } from '../../features/feature-space.ts';
import type { ListSampler } from '../../likeness/list-sampler.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/**
 * Multiplications per second of the nominal core. Plans count with it instead of a measured rate, so they are equal on
 * every machine. Real cores are faster.
 */
export const NOMINAL_RATE = 8e9;
/** The cost of a token in multiplications: its row is read, its gradient written, and both its moments are updated. */
export const TOKEN_COST = 12;
/** Anchors of an epoch, at least. Otherwise an epoch of a small catalog would be a single step. */
const MIN_ANCHORS = 1000;

/**
 * Counts the steps of a run: `epochs` times the anchors of an epoch, limited by `maxPairs` anchors and by
 * `budgetSeconds` of the nominal core. The same data and configuration thus take the same steps on every machine.
 */
export function countListwiseSteps(sampler: ListSampler, inputs: FeatureBatch, config: TrainingConfig): number {
  const B = Math.min(config.batchSize, inputs.B);
  const cost = countMultiplications(sampler, inputs, config);
  const wanted = Math.ceil(Math.min(config.maxPairs, config.epochs * countAnchorsPerEpoch(sampler)) / B);
  return Math.max(1, Math.min(wanted, Math.floor((config.budgetSeconds * NOMINAL_RATE) / cost)));
}

/** Estimates the seconds of a step on the nominal core. */
export function estimateListwiseStepSeconds(
  sampler: ListSampler,
  inputs: FeatureBatch,
  config: TrainingConfig,
): number {
  return countMultiplications(sampler, inputs, config) / NOMINAL_RATE;
}

function countMultiplications(sampler: ListSampler, inputs: FeatureBatch, config: TrainingConfig): number {
  const B = Math.min(config.batchSize, inputs.B);
  const C = sampler.candidateCount;
  const tokens = (inputs.bags.tokens.length / Math.max(1, inputs.B)) * C;
  return (3 * B * C + TOKEN_COST * tokens) * config.dim + 20 * B * C;
}

/**
 * Counts the anchors of an epoch. With sampled candidates each anchor is drawn once per sample of the anchors, so that
 * all anchors are compared as often as without sampling. Products that are negatives alone do not count: a matching in
 * a large catalog has many of them, and its few pairs would be repeated until they are overfitted.
 */
export function countAnchorsPerEpoch({
  anchorCount,
  candidateCount,
}: Pick<ListSampler, 'anchorCount' | 'candidateCount'>): number {
  const candidates = Math.max(1, candidateCount);
  return (Math.max(anchorCount, MIN_ANCHORS) * Math.max(anchorCount, candidates)) / candidates;
}
