import type { Reals } from '../numerics/reals.ts';
import { type TripletGradients, tripletLoss } from './triplet.ts';

/**
 * Computes the loss of the original model, with its own update instead of the gradient. The loss is the triplet hinge
 * on squared Euclidean distance. The update of a triplet with loss uses only the anchor-positive term, without the
 * factor 2: d(aW - pW) = aW - pW, and nothing for the negative. It pulls positives together and never pushes negatives
 * away. Arguments and result are those of `tripletLoss`; means over the batch.
 */
export function seedTripletLoss(
  anchor: Reals,
  positive: Reals,
  negative: Reals,
  B: number,
  D: number,
  margin: number,
  gradients?: TripletGradients,
): { loss: number; active: number } {
  const options = { distance: 'squared-euclidean', margin } as const;
  const result = tripletLoss(anchor, positive, negative, B, D, options);
  if (gradients === undefined) return result;
  gradients.dAnchor.fill(0);
  gradients.dPositive.fill(0);
  gradients.dNegative.fill(0);
  for (let i = 0; i < B; i++) {
    const row = (of: Reals) => of.subarray(i * D, (i + 1) * D);
    if (tripletLoss(row(anchor), row(positive), row(negative), 1, D, options).active === 0) continue;
    for (let d = i * D; d < (i + 1) * D; d++) {
      const pull = (anchor[d]! - positive[d]!) / B;
      gradients.dAnchor[d] = pull;
      gradients.dPositive[d] = -pull;
    }
  }
  return result;
}
