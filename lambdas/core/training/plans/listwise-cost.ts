import type { FeatureBatch } from '../../features/feature-space.ts';
import type { ListSampler } from '../../likeness/list-sampler.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/** How many products are drawn as anchors, and how many an anchor is ranked among. */
type Drawn = Pick<ListSampler, 'anchorCount' | 'candidateCount'>;

/** What a step reads and writes. */
interface Sizes {
  readonly inputs: FeatureBatch;
  /** D: numbers in an embedding. */
  readonly numbers: number;
}

/**
 * Multiplications per second of the nominal core. Plans count with it instead of a measured rate, so they are equal on
 * every machine. Real cores are faster.
 */
export const NOMINAL_RATE = 8e9;
/**
 * The cost of a token in multiplications: its row is read, its gradient written, and both its moments are updated. It is
 * that of Adam; row-wise Adam takes about a quarter less.
 */
export const TOKEN_COST = 12;
/** Anchors of an epoch, at least. Otherwise an epoch of a small catalog would be a single step. */
const MIN_ANCHORS = 1000;

/**
 * Counts the steps of a run: `epochs` times the anchors of an epoch, limited by `maxPairs` anchors and by
 * `budgetSeconds` of the nominal core. The same data and configuration thus take the same steps on every machine.
 */
export function countListwiseSteps(drawn: Drawn, sizes: Sizes, config: TrainingConfig): number {
  return Math.max(1, Math.min(countWantedSteps(drawn, sizes, config), countAffordedSteps(drawn, sizes, config)));
}

/** Whether `budgetSeconds` allows all steps of a run. */
export function affordsAllSteps(drawn: Drawn, sizes: Sizes, config: TrainingConfig): boolean {
  return countWantedSteps(drawn, sizes, config) <= countAffordedSteps(drawn, sizes, config);
}

/** Estimates the seconds of a step on the nominal core. */
export function estimateListwiseStepSeconds(drawn: Drawn, sizes: Sizes, config: TrainingConfig): number {
  return countMultiplications(drawn, sizes, config) / NOMINAL_RATE;
}

function countWantedSteps(drawn: Drawn, { inputs: { B: N } }: Sizes, config: TrainingConfig): number {
  const anchors = Math.min(config.maxPairs, config.epochs * countAnchorsPerEpoch(drawn));
  return Math.ceil(anchors / Math.min(config.batchSize, N));
}

function countAffordedSteps(drawn: Drawn, sizes: Sizes, config: TrainingConfig): number {
  return Math.floor((config.budgetSeconds * NOMINAL_RATE) / countMultiplications(drawn, sizes, config));
}

function countMultiplications(
  { candidateCount: C }: Drawn,
  { inputs, numbers }: Sizes,
  config: TrainingConfig,
): number {
  const B = Math.min(config.batchSize, inputs.B);
  const tokens = (inputs.bags.tokens.length / Math.max(1, inputs.B)) * C;
  return (3 * B * C + TOKEN_COST * tokens) * numbers + 20 * B * C;
}

/**
 * Counts the anchors of an epoch. With sampled candidates each anchor is drawn once per sample of the anchors, so that
 * all anchors are compared as often as without sampling. Products that are negatives alone do not count: a matching in
 * a large catalog has many of them, and its few pairs would be repeated until they are overfitted.
 */
export function countAnchorsPerEpoch({ anchorCount, candidateCount }: Drawn): number {
  const candidates = Math.max(1, candidateCount);
  return (Math.max(anchorCount, MIN_ANCHORS) * Math.max(anchorCount, candidates)) / candidates;
}
