import { portableExp } from '../numerics/portable-math.ts';

/** One observation: what was seen, whether it was a positive, and for how many such it stands. */
export interface Observation {
  readonly evidence: readonly number[];
  readonly positive: boolean;
  /** Above 0. */
  readonly weight: number;
}

/** P(positive) = 1 / (1 + exp(-(intercept + slopes . evidence))). */
export interface LogisticModel {
  readonly intercept: number;
  /** One for each kind of evidence, at least 0: more evidence never makes a positive less likely. */
  readonly slopes: readonly number[];
}

const NEWTON_STEPS = 25;
/** Keeps the slopes finite where positives and others do not overlap: the weight of one observation with slope 1. */
const RIDGE = 1;

export function predictProbability({ intercept, slopes }: LogisticModel, evidence: readonly number[]): number {
  return 1 / (1 + portableExp(-slopes.reduce((sum, slope, k) => sum + slope * evidence[k]!, intercept)));
}

/**
 * Logistic regression by Newton's method (iteratively reweighted least squares; Hastie et al., The Elements of Statistical
 * Learning, section 4.4.1) with a small ridge. Evidence whose slope comes out negative is left out, the most negative first.
 */
export function fitLogistic(observations: readonly Observation[], kinds: number): LogisticModel {
  const used = Array.from({ length: kinds }, (_, k) => k);
  for (;;) {
    const beta = newton(observations, used);
    const [intercept, ...slopes] = beta as [number, ...number[]];
    const least = Math.min(0, ...slopes);
    if (least === 0) {
      const slopeOf = new Map(used.map((k, at) => [k, slopes[at]!]));
      return { intercept, slopes: Array.from({ length: kinds }, (_, k) => slopeOf.get(k) ?? 0) };
    }
    used.splice(slopes.indexOf(least), 1);
  }
}

/** Coefficients of 1 and of the used kinds of evidence. */
function newton(observations: readonly Observation[], used: readonly number[]): number[] {
  const size = used.length + 1;
  let beta = Array<number>(size).fill(0);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const slope = beta.map((value, i) => (i === 0 ? 0 : -RIDGE * value));
    const curvature = beta.map((_, i) => beta.map((_, j) => (i === j && i > 0 ? RIDGE : i === j ? 1e-9 : 0)));
    for (const { evidence, positive, weight } of observations) {
      const x = [1, ...used.map((k) => evidence[k]!)];
      const p = 1 / (1 + portableExp(-x.reduce((sum, value, i) => sum + value * beta[i]!, 0)));
      for (let i = 0; i < size; i++) {
        slope[i]! += weight * ((positive ? 1 : 0) - p) * x[i]!;
        for (let j = 0; j < size; j++) curvature[i]![j]! += weight * p * (1 - p) * x[i]! * x[j]!;
      }
    }
    const move = solve(curvature, slope);
    // A long step overshoots where the curve is flat.
    const longest = Math.max(...move.map(Math.abs));
    const scale = longest > 4 ? 4 / longest : 1;
    beta = beta.map((value, i) => value + scale * move[i]!);
  }
  return beta;
}

/** x with a x = b, by Gauss's elimination; a is positive definite and is overwritten. */
function solve(a: number[][], b: number[]): number[] {
  const size = b.length;
  for (let i = 0; i < size; i++) {
    for (let row = i + 1; row < size; row++) {
      const factor = a[row]![i]! / a[i]![i]!;
      for (let j = i; j < size; j++) a[row]![j]! -= factor * a[i]![j]!;
      b[row]! -= factor * b[i]!;
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) b[i]! -= a[i]![j]! * b[j]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}
