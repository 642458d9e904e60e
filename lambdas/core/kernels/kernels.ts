import type { Allocator } from '../numerics/allocator.ts';
import type { KernelFunctions } from './reference-kernels.ts';

/**
 * `reference`: plain TypeScript, which defines the results. `strict`: WebAssembly SIMD with the same bits on every
 * machine. `relaxed`: SIMD that may fuse multiply and add, which is faster and rounds differently between processors.
 */
type KernelsName = 'reference' | 'strict' | 'relaxed';

/**
 * The arithmetic of training and search. The functions, with their shapes, are those of reference-kernels.ts.
 *
 * Matrices are flat and row-major. A result may share memory with an input only if the function says so. Kernels work
 * in place on arrays that they allocated. Other arrays are copied in, and results copied out; this is cheap for a large
 * matrix product but not for a table, so allocate tables here. The SIMD kernels take float32, except `seedSteps`, which
 * takes float64.
 *
 * All kernels throw KernelError for sizes and indices out of range, before they change anything.
 */
export interface Kernels extends Allocator, KernelFunctions {
  readonly name: KernelsName;
}
