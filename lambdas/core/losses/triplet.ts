import type { Reals } from '../kernels/reals.ts';
import { type DistanceName, distances } from './distances.ts';
import { lossOfGap, type Margin } from './margin.ts';

export interface TripletOptions {
  readonly distance: DistanceName;
  readonly margin: Margin;
}

/** Gradients of the three inputs, each (B, D). */
export interface TripletGradients {
  readonly dAnchor: Reals;
  readonly dPositive: Reals;
  readonly dNegative: Reals;
}

/**
 * Triplet loss: mean over the batch of max(0, D(a, p) - D(a, n) + margin), or of log(1 + exp(D(a, p) - D(a, n)))
 * (Schroff et al. 2015, section 3.1; soft margin: Hermans et al. 2017, section 2).
 * anchor, positive and negative are (B, D). Gradients, when asked for, are assigned. An empty batch has loss 0.
 *
 * @returns The loss and how many triplets have a gradient. anchor = positive = negative gives exactly the margin.
 */
export function tripletLoss(
  anchor: Reals,
  positive: Reals,
  negative: Reals,
  B: number,
  D: number,
  options: TripletOptions,
  gradients?: TripletGradients,
): { loss: number; active: number } {
  const distance = distances[options.distance];
  gradients?.dAnchor.fill(0);
  gradients?.dPositive.fill(0);
  gradients?.dNegative.fill(0);
  let loss = 0;
  let active = 0;
  for (let i = 0; i < B; i++) {
    const gap = distance.value(anchor, i, positive, i, D) - distance.value(anchor, i, negative, i, D);
    const { value, slope } = lossOfGap(gap, options.margin);
    loss += value / B;
    if (slope === 0) continue;
    active += 1;
    if (gradients === undefined) continue;
    const scale = slope / B;
    distance.addGradient(gradients.dAnchor, anchor, i, positive, i, D, scale);
    distance.addGradient(gradients.dAnchor, anchor, i, negative, i, D, -scale);
    distance.addGradient(gradients.dPositive, positive, i, anchor, i, D, scale);
    distance.addGradient(gradients.dNegative, negative, i, anchor, i, D, -scale);
  }
  return { loss, active };
}
