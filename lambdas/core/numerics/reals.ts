/*
 * Legend of the shapes in this folder and the ones that use it: B rows of a batch, C candidates, D embedding dimensions,
 * F dense inputs, T rows of the token table. All matrices are flat and row-major.
 * Gradients of parameters are added (`+=`), gradients of activations are assigned.
 */

/** A flat array of real numbers: float32 in training and search, float64 on the reference path. */
export type Reals = Float32Array | Float64Array;

/** float32 or float64. */
export type Precision = 'float32' | 'float64';

/** Zeros of a precision. */
export function zeros(precision: Precision, length: number): Reals {
  return precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

/** Zeros of the precision of another array. */
export function zerosLike(other: Reals, length = other.length): Reals {
  return other instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/** True when every number is finite. */
export function allFinite(values: Reals): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}
