import type { FeatureBatch } from '../../features/feature-space.ts';
import type { ListSampler } from '../../likeness/list-sampler.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** Multiplications a second that a run is planned with: less than one core does, whatever it is, so that plans are the same everywhere. */
const NOMINAL_RATE = 8e9;
/** A token's row is read, its gradient written, and both its moments moved: as much as so many multiplications. */
const TOKEN_COST = 12;

/**
 * Steps of a run: `epochs` times the anchors of an epoch, but within `maxPairs` anchors and `budgetSeconds` by a
 * nominal core, so that the same data and configuration take the same steps on every machine.
 */
export function countListwiseSteps(sampler: ListSampler, inputs: FeatureBatch, config: TrainingConfig): number {
  const B = Math.min(config.batchSize, inputs.B);
  const cost = costOfStep(sampler, inputs, config);
  const wished = Math.ceil(Math.min(config.maxPairs, config.epochs * countAnchorsPerEpoch(sampler)) / B);
  return Math.max(1, Math.min(wished, Math.floor((config.budgetSeconds * NOMINAL_RATE) / cost)));
}

/** Seconds of a step on a nominal core. */
export function estimateListwiseStepSeconds(
  sampler: ListSampler,
  inputs: FeatureBatch,
  config: TrainingConfig,
): number {
  return costOfStep(sampler, inputs, config) / NOMINAL_RATE;
}

function costOfStep(sampler: ListSampler, inputs: FeatureBatch, config: TrainingConfig): number {
  const B = Math.min(config.batchSize, inputs.B);
  const C = sampler.candidateCount;
  const tokens = (inputs.bags.tokens.length / Math.max(1, inputs.B)) * C;
  return (3 * B * C + TOKEN_COST * tokens) * config.dim + 20 * B * C;
}

/** Anchors drawn in an epoch: each once for every sample that the catalog makes, so that all products are compared as often as without samples. */
export function countAnchorsPerEpoch({ anchorCount, eligibleCount, candidateCount }: ListSampler): number {
  return (Math.max(anchorCount, MIN_ANCHORS) * eligibleCount) / Math.max(1, candidateCount);
}

/** Small catalogs take as many steps as one of this size: an epoch of theirs would be over in a step. */
const MIN_ANCHORS = 1000;
