import { getEvidence, losses } from '../../losses/registry.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PairBatch } from '../data/pair-sampler.ts';
import { NO_NEGATIVE } from '../data/training-set.ts';

/**
 * Selects the candidates of a batch: the positives, and then the given negatives. A loss that needs one negative for
 * each pair gets the positives and then one negative each. Without a given negative, that is the next positive of the
 * batch that is not in the pair.
 */
export function selectCandidateRows(
  batch: PairBatch,
  { loss, miner }: Pick<TrainingConfig, 'loss' | 'miner'>,
): Int32Array {
  const { positives, negatives } = batch;
  const B = positives.length;
  const oneEach = losses[loss].needsOneNegativeEach && getEvidence({ loss, miner }) === 'pairs';
  const chosen = oneEach
    ? negatives.map((row, i) => (row === NO_NEGATIVE ? selectInBatchNegative(batch, i) : row))
    : negatives.filter((row) => row !== NO_NEGATIVE);
  const rows = new Int32Array(B + chosen.length);
  rows.set(positives);
  rows.set(chosen, B);
  return rows;
}

/**
 * In a batch with pairs of one product only, there is no such positive. Then it is the next one, and the loss has no
 * gradient.
 */
function selectInBatchNegative({ anchors, positives }: PairBatch, i: number): number {
  const B = positives.length;
  for (let step = 1; step < B; step++) {
    const row = positives[(i + step) % B]!;
    if (row !== positives[i] && row !== anchors[i]) return row;
  }
  return positives[(i + 1) % B]!;
}
