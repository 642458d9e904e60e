/** The settings of a step of the original model. */
export interface SeedStep {
  /** In (0, inf). */
  readonly learningRate: number;
  /** At least 0. */
  readonly margin: number;
}

/** B triplets of products with F numbers each: three arrays (B, F). */
export interface SeedTriplets {
  readonly anchors: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * Steps of the original model, one per triplet in order. With e_p = (a - p) W and e_n = (a - n) W, a triplet with
 * |e_p|^2 - |e_n|^2 + margin > 0 updates the weights W (F, D) in place: W -= learningRate (a - p)ᵀ e_p
 * (losses/seed-triplet.ts). W is linear, so the differences are taken of the inputs: two products per triplet instead
 * of three.
 *
 * @returns The number of steps that changed the weights.
 */
export function seedSteps(
  weights: Float64Array,
  { anchors, positives, negatives }: SeedTriplets,
  B: number,
  F: number,
  D: number,
  { learningRate, margin }: SeedStep,
): number {
  const [toPositive, toNegative] = [new Float64Array(F), new Float64Array(F)];
  const [positive, negative] = [new Float64Array(D), new Float64Array(D)];
  let moved = 0;
  for (let i = 0; i < B; i++) {
    for (let f = 0; f < F; f++) {
      toPositive[f] = anchors[i * F + f]! - positives[i * F + f]!;
      toNegative[f] = anchors[i * F + f]! - negatives[i * F + f]!;
    }
    multiplyRow(toPositive, weights, positive);
    multiplyRow(toNegative, weights, negative);
    if (!(squaredLength(positive) - squaredLength(negative) + margin > 0)) continue;
    moved += 1;
    for (let f = 0; f < F; f++) {
      const scale = learningRate * toPositive[f]!;
      for (let d = 0; d < D; d++) weights[f * D + d]! -= scale * positive[d]!;
    }
  }
  return moved;
}

/** out = x weights. */
function multiplyRow(x: Float64Array, weights: Float64Array, out: Float64Array): void {
  const D = out.length;
  out.fill(0);
  for (let f = 0; f < x.length; f++) for (let d = 0; d < D; d++) out[d]! += x[f]! * weights[f * D + d]!;
}

function squaredLength(x: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < x.length; d++) sum += x[d]! * x[d]!;
  return sum;
}
