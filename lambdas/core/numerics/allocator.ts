import { type Precision, type Reals, zeros } from './reals.ts';

/** Gives out arrays where kernels work fastest. */
export interface Allocator {
  /** Zeros. The array stays valid until it is released. */
  reals(length: number): Reals;
  /** Zeros in float64, whatever the precision. */
  doubles(length: number): Float64Array;
  /** Zeros. */
  integers(length: number): Int32Array;
  /** Gives an array back; it must not be used afterwards. */
  release(array: Reals | Int32Array): void;
}

/** Ordinary arrays of a precision, which the garbage collector takes back. */
export function heapAllocator(precision: Precision): Allocator {
  return {
    reals: (length) => zeros(precision, length),
    doubles: (length) => new Float64Array(length),
    integers: (length) => new Int32Array(length),
    release: () => undefined,
  };
}
