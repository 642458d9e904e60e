import { portableExp, portableLog } from '../numerics/portable-math.ts';

/**
 * How much farther a negative must be than a positive, at least 0; or `soft`: softplus of the gap, which has no
 * setting.
 */
export type Margin = number | 'soft';

/** A value and its derivative by the argument. */
export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/**
 * The loss of a triplet with the gap D(a, p) - D(a, n): max(0, gap + margin), or log(1 + e^gap) for the soft margin.
 */
export function gapLoss(gap: number, margin: Margin): ValueAndSlope {
  return margin === 'soft' ? softplus(gap) : hinge(gap + margin);
}

/** max(0, x); NaN stays NaN. */
export function hinge(x: number): ValueAndSlope {
  if (Number.isNaN(x)) return { value: x, slope: x };
  return x > 0 ? { value: x, slope: 1 } : { value: 0, slope: 0 };
}

/** log(1 + e^x) without overflow, and its slope, the logistic function of x. */
export function softplus(x: number): ValueAndSlope {
  const small = portableExp(-Math.abs(x));
  return { value: Math.max(x, 0) + portableLog(1 + small), slope: x > 0 ? 1 / (1 + small) : small / (1 + small) };
}

/**
 * Replaces the first `count` logits by their softmax, e^x / sum e^x.
 * @returns log sum e^x, without overflow; -Infinity for no logits.
 */
export function softmaxInPlace(logits: Float64Array, count: number): number {
  let largest = -Infinity;
  for (let k = 0; k < count; k++) largest = Math.max(largest, logits[k]!);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    logits[k] = portableExp(logits[k]! - largest);
    sum += logits[k]!;
  }
  for (let k = 0; k < count; k++) logits[k]! /= sum;
  return largest + portableLog(sum);
}
