import type { Kernels } from '../kernels/kernels.ts';
import { referenceKernels } from '../kernels/reference-kernels.ts';
import { simdKernels } from '../kernels/simd/simd-kernels.ts';
import { supportsSimd } from '../kernels/simd/simd-module.ts';
import { oneThread, type Threads } from '../kernels/threads.ts';

/** The kernels of one training run in float32: SIMD in strict mode, the same bits on every machine that has it, and by any threads. */
export function trainingKernels(threads: Threads = oneThread): Kernels {
  return supportsSimd('strict') ? simdKernels('strict', threads) : referenceKernels('float32');
}
