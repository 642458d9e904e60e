import { portableExp } from '../numerics/portable-math.ts';

/** One observation of the regression. */
export interface Observation {
  /** (kinds): the regressors. */
  readonly evidence: readonly number[];
  readonly positive: boolean;
  /** The number of cases that this observation represents, above 0. */
  readonly weight: number;
}

/** P(positive) = 1 / (1 + exp(-(intercept + slopes . evidence))). */
export interface LogisticModel {
  readonly intercept: number;
  /** (kinds): each at least 0, so that more evidence never makes a positive less likely. */
  readonly slopes: readonly number[];
}

const NEWTON_STEPS = 25;
/** L2 penalty on the slopes, which keeps them finite when positives and others are separable. */
const RIDGE = 1;

/** P(positive), in (0, 1). */
export function predictProbability({ intercept, slopes }: LogisticModel, evidence: readonly number[]): number {
  return 1 / (1 + portableExp(-slopes.reduce((sum, slope, k) => sum + slope * evidence[k]!, intercept)));
}

/**
 * Fits a logistic regression by Newton's method (iteratively reweighted least squares; Hastie et al., The Elements of
 * Statistical Learning, section 4.4.1) with a small ridge penalty. Evidence with a negative slope is removed and the
 * fit repeated, the most negative first.
 * @param kinds Kinds of evidence per observation.
 */
export function fitLogistic(observations: readonly Observation[], kinds: number): LogisticModel {
  const used = Array.from({ length: kinds }, (_, k) => k);
  for (;;) {
    const [intercept, ...slopes] = runNewton(observations, used) as [number, ...number[]];
    const smallest = Math.min(0, ...slopes);
    if (smallest === 0) {
      const slopeOf = new Map(used.map((k, at) => [k, slopes[at]!]));
      return { intercept, slopes: Array.from({ length: kinds }, (_, k) => slopeOf.get(k) ?? 0) };
    }
    used.splice(slopes.indexOf(smallest), 1);
  }
}

/** The intercept and the coefficients of the used kinds of evidence. */
function runNewton(observations: readonly Observation[], used: readonly number[]): number[] {
  const size = used.length + 1;
  const inputs = observations.map(({ evidence }) => Float64Array.of(1, ...used.map((k) => evidence[k]!)));
  let beta = Array<number>(size).fill(0);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const gradient = beta.map((value, i) => (i === 0 ? 0 : -RIDGE * value));
    const curvature = beta.map((_, i) => beta.map((_, j) => (i === j && i > 0 ? RIDGE : i === j ? 1e-9 : 0)));
    for (let n = 0; n < inputs.length; n++) addObservation(observations[n]!, inputs[n]!, beta, gradient, curvature);
    beta = addLimited(beta, solve(curvature, gradient));
  }
  return beta;
}

/** Adds the first and second derivative of the likelihood of an observation. @param x Its regressors, after a 1. */
function addObservation(
  { positive, weight }: Observation,
  x: Float64Array,
  beta: readonly number[],
  gradient: number[],
  curvature: readonly number[][],
): void {
  let score = 0;
  for (let i = 0; i < x.length; i++) score += x[i]! * beta[i]!;
  const p = 1 / (1 + portableExp(-score));
  for (let i = 0; i < x.length; i++) {
    gradient[i]! += weight * ((positive ? 1 : 0) - p) * x[i]!;
    const scaled = weight * p * (1 - p) * x[i]!;
    const row = curvature[i]!;
    for (let j = 0; j < x.length; j++) row[j]! += scaled * x[j]!;
  }
}

/** The largest change of a coefficient in one step: a longer step overshoots where the likelihood is flat. */
const MAX_CHANGE = 4;

function addLimited(beta: readonly number[], change: readonly number[]): number[] {
  const largest = Math.max(...change.map(Math.abs));
  const scale = largest > MAX_CHANGE ? MAX_CHANGE / largest : 1;
  return beta.map((value, i) => value + scale * change[i]!);
}

/** Solves a x = b by Gaussian elimination; a is positive definite. Overwrites a and b. @returns x */
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
