import { type Precision, type Reals, zeros } from './reals.ts';

/** Allocates arrays in the memory that kernels work on fastest. */
export interface Allocator {
  /** A new array of zeros, valid until it is released. */
  reals(length: number): Reals;
  /** A new array of zeros in float64, for every precision. */
  doubles(length: number): Float64Array;
  /** A new array of zeros. */
  integers(length: number): Int32Array;
  /** Frees an array. It must not be used afterwards. */
  release(array: Reals | Int32Array): void;
}

/** Allocates ordinary arrays of a precision. Releasing them does nothing: the garbage collector frees them. */
export function heapAllocator(precision: Precision): Allocator {
  return {
    reals: (length) => zeros(precision, length),
    doubles: (length) => new Float64Array(length),
    integers: (length) => new Int32Array(length),
    release: () => undefined,
  };
}
