import type { Reals } from '../numerics/reals.ts';
import { type DistanceName, distances, SMALLEST_DISTANCE } from './distances.ts';
import { lossOfGap, type Margin } from './margin.ts';

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

/**
 * The triplet loss of differences a - p and a - n, each (B, D), which become their gradients in place: those of the anchor are the sum
 * of both, those of the positive and the negative each the opposite of its own. For encoders that are linear, which can be given
 * the differences of their inputs.
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
  const result = slopesOfSquares(pulls, pushes, B, options);
  scaleRows(toPositive, pulls, B, D);
  scaleRows(toNegative, pushes, B, D);
  return result;
}

/**
 * Squared lengths of B differences to positives and to negatives become, in place, what each difference is to be multiplied with
 * for its gradient; 0 for a triplet without a loss, and for a difference of Euclidean length 0, which has no direction.
 */
export function slopesOfSquares(
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
    const { value, slope } = lossOfGap(p - n, margin);
    loss += value / B;
    if (slope !== 0) active += 1;
    positives[i] = isRoot ? alongUnit(slope / B, p) : (2 * slope) / B;
    negatives[i] = isRoot ? -alongUnit(slope / B, n) : (-2 * slope) / B;
  }
  return { loss, active };
}

/** What a difference of a length is multiplied with for the gradient of the length times `slope`. */
export function alongUnit(slope: number, length: number): number {
  return length < SMALLEST_DISTANCE ? 0 : slope / length;
}

function squaredLengths(rows: Reals, B: number, D: number): Float64Array {
  const squares = new Float64Array(B);
  for (let i = 0; i < B; i++) for (let d = i * D; d < (i + 1) * D; d++) squares[i]! += rows[d]! * rows[d]!;
  return squares;
}

/** A scale of 0 gives zeros, whatever the row. */
function scaleRows(rows: Reals, scales: Float64Array, B: number, D: number): void {
  for (let i = 0; i < B; i++) {
    for (let d = i * D; d < (i + 1) * D; d++) rows[d] = scales[i] === 0 ? 0 : rows[d]! * scales[i]!;
  }
}
