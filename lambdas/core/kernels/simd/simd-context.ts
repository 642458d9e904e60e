import type { Gemm } from './gemm.ts';
import type { SimdExports } from './generated/simd-exports.ts';
import type { SimdMemory } from './simd-memory.ts';
import type { WorkScheduler } from './work-scheduler.ts';

/**
 * What the SIMD kernels share: the functions of the module, their memory, the scheduler, and the matrix product over
 * it.
 */
export interface SimdContext {
  readonly wasm: SimdExports;
  readonly memory: SimdMemory;
  readonly scheduler: WorkScheduler;
  readonly gemm: Gemm;
}

/** Numbers that are worth a part of their own if each is read or written a few times. */
export const PART_NUMBERS = 50_000;

/** If more than one row in so many is touched, the processor prefetches the next row by itself. */
export const DENSE = 4;

/** Rows of D numbers that are worth a part of their own. */
export function rowsPerPart(D: number): number {
  return Math.ceil(PART_NUMBERS / Math.max(1, D));
}
