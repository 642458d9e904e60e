import type { FeatureBatch } from '../features/feature-space.ts';
import { labelledLossOf } from './loss-traits.ts';
import type { TrainingConfig } from './training-config.ts';

/** Multiplications a second of the plain arithmetic that steps on pairs are taken in: less than one core does. */
const NOMINAL_RATE = 8e8;
/** A token's row is read, its gradient written, and both its moments moved: as much as so many multiplications. */
const TOKEN_COST = 6;

/** Seconds of a step on B pairs, on a nominal core. */
export function secondsOfPairStep(B: number, inputs: FeatureBatch, config: TrainingConfig): number {
  const rows = 2 * B;
  const tokens = (inputs.bags.tokens.length / Math.max(1, inputs.B)) * rows;
  const comparesAll = labelledLossOf(config.loss, config.miner) !== undefined;
  const products = comparesAll ? 3 * rows * rows : 3 * B * B;
  return ((products + TOKEN_COST * tokens) * config.dim) / NOMINAL_RATE;
}
