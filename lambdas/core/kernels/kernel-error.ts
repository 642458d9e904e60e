import { CodedError } from '../errors/coded-error.ts';

export type KernelErrorCode =
  /** A size is no whole number in its range. */
  | 'wrong-size'
  /** An array holds fewer numbers than the sizes say. */
  | 'too-short'
  /** An index points outside of its table. */
  | 'out-of-range'
  /** float64 numbers for kernels that know float32 only. */
  | 'wrong-precision'
  /** The kernels' memory cannot grow any more (4 GiB, or less where the machine has less). */
  | 'out-of-memory'
  /** An array was given back that the kernels did not give out, or twice. */
  | 'not-allocated'
  /** Another thread took a part of the work and never finished it. */
  | 'thread-lost'
  /** This engine has no WebAssembly SIMD. */
  | 'unsupported';

/** Thrown before any memory is touched, when what a kernel is asked for cannot be done. */
export class KernelError extends CodedError<KernelErrorCode> {
  constructor(code: KernelErrorCode, message: string, options?: ErrorOptions) {
    super(code, `kernels: ${message}`, options);
  }
}
