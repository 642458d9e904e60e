import { portableExp, portableLog } from '../numerics/portable-math.ts';

/** How much farther a negative must be than a positive, at least 0; or `soft`: softplus of the gap, nothing to tune. */
export type Margin = number | 'soft';

/** A value and its derivative by the argument. */
export interface ValueAndSlope {
  readonly value: number;
  readonly slope: number;
}

/** The loss of a triplet with the gap D(a, p) - D(a, n): max(0, gap + margin), or log(1 + e^gap) for the soft margin. */
export function lossOfGap(gap: number, margin: Margin): ValueAndSlope {
  return margin === 'soft' ? softplus(gap) : hinge(gap + margin);
}

/** max(0, x); NaN is not hidden. */
export function hinge(x: number): ValueAndSlope {
  if (Number.isNaN(x)) return { value: x, slope: x };
  return x > 0 ? { value: x, slope: 1 } : { value: 0, slope: 0 };
}

/** log(1 + e^x) without overflow, and its slope, the logistic function of x. */
export function softplus(x: number): ValueAndSlope {
  const small = portableExp(-Math.abs(x));
  return { value: Math.max(x, 0) + portableLog(1 + small), slope: x > 0 ? 1 / (1 + small) : small / (1 + small) };
}
