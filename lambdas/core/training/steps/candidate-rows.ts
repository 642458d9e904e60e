import { evidenceOf, losses } from '../../losses/registry.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PairBatch } from '../data/pair-sampler.ts';
import { NO_NEGATIVE } from '../data/training-set.ts';

/**
 * What the anchors of a batch are held against: the positives, and then the negatives that were given. For the triplet loss without
 * a miner the positives and then one negative each: where none was given, the next positive in the batch that is neither of the pair.
 */
export function candidateRowsOf(batch: PairBatch, { loss, miner }: Pick<TrainingConfig, 'loss' | 'miner'>): Int32Array {
  const { positives, negatives } = batch;
  const B = positives.length;
  const oneEach = losses[loss].needsOneNegativeEach && evidenceOf({ loss, miner }) === 'pairs';
  const chosen = oneEach
    ? negatives.map((row, i) => (row === NO_NEGATIVE ? inBatchNegative(batch, i) : row))
    : negatives.filter((row) => row !== NO_NEGATIVE);
  const rows = new Int32Array(B + chosen.length);
  rows.set(positives);
  rows.set(chosen, B);
  return rows;
}

/** A batch of one product's pairs has no such positive: then the next one, and a loss without a gradient. */
function inBatchNegative({ anchors, positives }: PairBatch, i: number): number {
  const B = positives.length;
  for (let step = 1; step < B; step++) {
    const row = positives[(i + step) % B]!;
    if (row !== positives[i] && row !== anchors[i]) return row;
  }
  return positives[(i + 1) % B]!;
}
