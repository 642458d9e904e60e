import { type InfoNceGradients, infoNceLoss } from './info-nce.ts';
import type { LossKernels, PairEvidence } from './loss.ts';
import type { LossSettings } from './loss-settings.ts';
import { nPairLoss } from './n-pair.ts';

/**
 * InfoNCE of pairs. A candidate that is the same product as the row's positive or anchor is masked. With given
 * negatives there is no way back from candidate to anchor, so the symmetric form is not used.
 */
export function infoNceOfPairs(
  kernels: LossKernels,
  { anchors, candidates, B, C, D, anchorIds, candidateIds, logQ, knownMask }: PairEvidence,
  { temperature, symmetric }: Pick<LossSettings, 'temperature' | 'symmetric'>,
  gradients: InfoNceGradients,
): number {
  const options = { temperature, symmetric: symmetric && C === B, logQ: logQ(), candidateIds, anchorIds };
  // On the way back, an anchor that is drawn twice would be a negative of its own positive.
  const hasRepeats = options.symmetric && new Set(anchorIds).size < B;
  if (knownMask === undefined && !hasRepeats) return kernels.infoNce(anchors, candidates, B, C, D, options, gradients);
  // The kernels mask by the ids of candidates only.
  const masked = knownMask?.() ?? new Uint8Array(B * C);
  if (hasRepeats) maskRepeats(masked, anchorIds);
  return infoNceLoss(anchors, candidates, B, C, D, { ...options, masked }, gradients);
}

/** masked (B, B): 1 where row and column are pairs of the same anchor. */
function maskRepeats(masked: Uint8Array, anchorIds: Int32Array): void {
  const B = anchorIds.length;
  for (let i = 0; i < B; i++)
    for (let j = 0; j < B; j++) if (i !== j && anchorIds[i] === anchorIds[j]) masked[i * B + j] = 1;
}

/** N-pair loss of pairs; a candidate that the pairs join with a row's positive is no negative of the row. */
export function nPairOfPairs(
  _kernels: LossKernels,
  { anchors, candidates, B, C, D, candidateLabels }: PairEvidence,
  { normPenalty }: Pick<LossSettings, 'normPenalty'>,
  gradients: InfoNceGradients,
): number {
  const options = { candidateLabels: candidateLabels(), normPenalty };
  return nPairLoss(anchors, candidates, B, C, D, options, gradients);
}

/** Triplet loss of pairs whose candidates are the positives and then one negative each (C = 2 B). */
export function tripletOfPairs(
  kernels: LossKernels,
  { anchors, candidates, B, D }: PairEvidence,
  { distance, margin }: Pick<LossSettings, 'distance' | 'margin'>,
  { dAnchor, dCandidate }: InfoNceGradients,
): number {
  const end = B * D;
  const [positives, negatives] = [candidates.subarray(0, end), candidates.subarray(end)];
  const gradients = { dAnchor, dPositive: dCandidate.subarray(0, end), dNegative: dCandidate.subarray(end) };
  return kernels.triplet(anchors, positives, negatives, B, D, { distance, margin }, gradients).loss;
}
