import type { Kernels } from '../../kernels/kernels.ts';
import type { KnownPositives } from '../../likeness/known-positives.ts';
import { type InfoNceGradients, infoNceLoss } from '../../losses/info-nce.ts';
import { nPairLoss } from '../../losses/n-pair.ts';
import type { Reals } from '../../numerics/reals.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PairBatch } from '../data/pair-sampler.ts';
import { batchLabels } from './batch-labels.ts';

/** A batch of B pairs, encoded: anchors (B, D) and candidates (C, D), of which the first B are the positives. */
export interface EncodedPairs {
  readonly batch: PairBatch;
  /** (C): the products that the candidates are. */
  readonly candidateRows: Int32Array;
  readonly anchors: Reals;
  readonly candidates: Reals;
  readonly D: number;
}

/**
 * InfoNCE of a batch. A candidate that is a row's positive or its anchor once more is no negative of it. With extra negatives there
 * is no way back from candidate to anchor, and the symmetric form is not taken.
 * @param logQ (products): what is subtracted from the logits of each product as a candidate.
 * @param known Products that are known to be like an anchor are no negatives of it.
 */
export function infoNceOfPairs(
  kernels: Kernels,
  { batch, candidateRows, anchors, candidates, D }: EncodedPairs,
  { temperature, symmetric }: Pick<TrainingConfig, 'temperature' | 'symmetric'>,
  logQ: Float64Array,
  gradients: InfoNceGradients,
  known?: KnownPositives,
): number {
  const [B, C] = [batch.anchors.length, candidateRows.length];
  const options = {
    temperature,
    symmetric: symmetric && C === B,
    logQ: Float64Array.from(candidateRows, (row) => logQ[row]!),
    candidateIds: candidateRows,
    anchorIds: batch.anchors,
  };
  // On the way back an anchor that is drawn twice would be a negative of its own positive.
  const repeats = options.symmetric && new Set(batch.anchors).size < B;
  if (known === undefined && !repeats) return kernels.infoNce(anchors, candidates, B, C, D, options, gradients);
  // The kernels know masks by the ids of candidates only.
  const masked = known?.buildMask(batch.anchors, candidateRows) ?? new Uint8Array(B * C);
  if (repeats) maskRepeats(masked, batch.anchors);
  return infoNceLoss(anchors, candidates, B, C, D, { ...options, masked }, gradients);
}

/** masked (B, B): 1 where row and column are pairs of the same anchor. */
function maskRepeats(masked: Uint8Array, anchors: Int32Array): void {
  const B = anchors.length;
  for (let i = 0; i < B; i++)
    for (let j = 0; j < B; j++) if (i !== j && anchors[i] === anchors[j]) masked[i * B + j] = 1;
}

/** N-pair loss of a batch; candidates that its pairs join with a row's own are no negatives of it. */
export function nPairOfPairs(
  { batch, candidateRows, anchors, candidates, D }: EncodedPairs,
  { normPenalty }: Pick<TrainingConfig, 'normPenalty'>,
  gradients: InfoNceGradients,
): number {
  const options = { candidateLabels: batchLabels(batch, candidateRows), normPenalty };
  return nPairLoss(anchors, candidates, batch.anchors.length, candidateRows.length, D, options, gradients);
}

/** Triplet loss of a batch whose candidates are the positives and then one negative each. */
export function tripletOfPairs(
  kernels: Kernels,
  { batch, anchors, candidates, D }: EncodedPairs,
  { distance, margin }: Pick<TrainingConfig, 'distance' | 'margin'>,
  { dAnchor, dCandidate }: InfoNceGradients,
): number {
  const end = batch.anchors.length * D;
  const [positives, negatives] = [candidates.subarray(0, end), candidates.subarray(end)];
  const gradients = { dAnchor, dPositive: dCandidate.subarray(0, end), dNegative: dCandidate.subarray(end) };
  const B = batch.anchors.length;
  return kernels.triplet(anchors, positives, negatives, B, D, { distance, margin }, gradients).loss;
}
