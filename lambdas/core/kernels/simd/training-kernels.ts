import type { Kernels } from '../kernels.ts';
import { referenceKernels } from '../reference-kernels.ts';
import { oneThread, type Threads } from '../threads.ts';
import { simdKernels } from './simd-kernels.ts';
import { strictSimd, supportsSimd } from './simd-module.ts';

/**
 * Selects the kernels of a training run in float32: SIMD in strict mode, with the same bits on every machine and for
 * any threads.
 */
export function selectTrainingKernels(threads: Threads = oneThread): Kernels {
  return supportsSimd(strictSimd) ? simdKernels('strict', threads) : referenceKernels('float32');
}
