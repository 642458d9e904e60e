import { CodedError } from '../errors/coded-error.ts';

export type KernelErrorCode =
  /** A size is not a whole number in its range. */
  | 'wrong-size'
  /** An array holds fewer numbers than the sizes require. */
  | 'too-short'
  /** An index points outside of its table. */
  | 'out-of-range'
  /** A float64 array for kernels that support float32 only. */
  | 'wrong-precision'
  /** The kernels' memory cannot grow further: the limit is 4 GiB, or the memory of the machine. */
  | 'out-of-memory'
  /** A released array was not allocated by these kernels, or was released before. */
  | 'not-allocated'
  /** A helping thread took a part of the work and did not finish it. */
  | 'thread-lost'
  /** This engine has no WebAssembly SIMD. */
  | 'unsupported';

/**
 * Thrown for invalid arguments of a kernel, before any memory is changed, and for a lost thread or too little memory.
 */
export class KernelError extends CodedError<KernelErrorCode> {
  constructor(code: KernelErrorCode, message: string, options?: ErrorOptions) {
    super(code, `kernels: ${message}`, options);
  }
}
