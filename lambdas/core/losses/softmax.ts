import { portableExp, portableLog } from '../numerics/portable-math.ts';

/**
 * Replaces the first `count` logits by their shares, e^x / sum e^x.
 * @returns log sum e^x, without overflow; -Infinity for none.
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
