import type { Gemm } from './gemm.ts';
import type { SimdMemory } from './simd-memory.ts';
import type { SimdExports } from './simd-module.ts';
import type { WorkScheduler } from './work-scheduler.ts';

/** What a kernel works with: the functions, their memory, who does the work, and the product of matrices over it. */
export interface SimdContext {
  readonly wasm: SimdExports;
  readonly memory: SimdMemory;
  readonly scheduler: WorkScheduler;
  readonly gemm: Gemm;
}
