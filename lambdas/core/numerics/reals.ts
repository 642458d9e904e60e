/*
 * Shapes in this folder and in those that use it: B rows of a batch, C candidates, D embedding dimensions, F dense
 * inputs, T rows of the token table. All matrices are flat and row-major. Gradients of parameters are added (`+=`);
 * gradients of activations are assigned.
 */

/**
 * A flat array of real numbers: float32 in training and search, float64 in the linear model and the reference kernels.
 */
export type Reals = Float32Array | Float64Array;

/** The precision of an array. */
export type Precision = 'float32' | 'float64';

/** A new array of zeros in a precision. */
export function zeros(precision: Precision, length: number): Reals {
  return precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
}

/** A new array of zeros in the precision of another array, by default of its length. */
export function zerosLike(other: Reals, length = other.length): Reals {
  return other instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/** True if every number is finite. */
export function allFinite(values: Reals): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i]!)) return false;
  return true;
}
