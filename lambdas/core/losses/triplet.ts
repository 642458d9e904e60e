import type { Reals } from '../numerics/reals.ts';
import { type DistanceName, distances, MIN_DISTANCE } from './distances.ts';
import { gapLoss, type Margin } from './scalar-losses.ts';

export interface TripletOptions {
  readonly distance: DistanceName;
  readonly margin: Margin;
}

/** A distance that is a function of the difference of two rows. */
type DifferenceDistance = Exclude<DistanceName, 'cosine'>;

export interface DifferenceOptions extends TripletOptions {
  readonly distance: DifferenceDistance;
}

/** Gradients of the three inputs, each (B, D). */
export interface TripletGradients {
  readonly dAnchor: Reals;
  readonly dPositive: Reals;
  readonly dNegative: Reals;
}

/**
 * Computes the triplet loss: the mean over the batch of max(0, D(a, p) - D(a, n) + margin), or of log(1 + exp(D(a, p) -
 * D(a, n))) (Schroff et al. 2015, section 3.1; soft margin: Hermans et al. 2017, section 2). anchor, positive and
 * negative are (B, D). Gradients, if given, are assigned. An empty batch has loss 0.
 *
 * @returns The loss, and the number of triplets with a gradient. anchor = positive = negative gives exactly the margin.
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
    const { value, slope } = gapLoss(gap, options.margin);
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

/**
 * Computes the triplet loss of differences a - p and a - n, each (B, D), which become their gradients in place. The
 * gradient of the anchor is the sum of both; that of the positive or the negative is the opposite of its own. Linear
 * encoders can be given the differences of their inputs.
 */
export function tripletLossOfDifferences(
  toPositive: Reals,
  toNegative: Reals,
  B: number,
  D: number,
  options: DifferenceOptions,
): { loss: number; active: number } {
  const pulls = squaredLengths(toPositive, B, D);
  const pushes = squaredLengths(toNegative, B, D);
  const result = squaresToSlopes(pulls, pushes, B, options);
  scaleRows(toPositive, pulls, B, D);
  scaleRows(toNegative, pushes, B, D);
  return result;
}

/**
 * Replaces the squared lengths of B differences, in place, by the factors that turn each difference into its gradient.
 * The factor is 0 for a triplet without a loss, and for a difference of Euclidean length 0, which has no direction.
 */
export function squaresToSlopes(
  positives: Float64Array,
  negatives: Float64Array,
  B: number,
  { distance, margin }: DifferenceOptions,
): { loss: number; active: number } {
  const isRoot = distance === 'euclidean';
  let loss = 0;
  let active = 0;
  for (let i = 0; i < B; i++) {
    const p = isRoot ? Math.sqrt(positives[i]!) : positives[i]!;
    const n = isRoot ? Math.sqrt(negatives[i]!) : negatives[i]!;
    const { value, slope } = gapLoss(p - n, margin);
    loss += value / B;
    if (slope !== 0) active += 1;
    positives[i] = isRoot ? unitSlope(slope / B, p) : (2 * slope) / B;
    negatives[i] = isRoot ? -unitSlope(slope / B, n) : (-2 * slope) / B;
  }
  return { loss, active };
}

/** The factor that turns a difference of this length into the gradient of its length times `slope`. */
export function unitSlope(slope: number, length: number): number {
  return length < MIN_DISTANCE ? 0 : slope / length;
}

function squaredLengths(rows: Reals, B: number, D: number): Float64Array {
  const squares = new Float64Array(B);
  for (let i = 0; i < B; i++) for (let d = i * D; d < (i + 1) * D; d++) squares[i]! += rows[d]! * rows[d]!;
  return squares;
}

/** A scale of 0 gives zeros, also for rows that are not finite. */
function scaleRows(rows: Reals, scales: Float64Array, B: number, D: number): void {
  for (let i = 0; i < B; i++) {
    for (let d = i * D; d < (i + 1) * D; d++) rows[d] = scales[i] === 0 ? 0 : rows[d]! * scales[i]!;
  }
}
