import { copyOf, precisionOf } from '../../encoder/encoder-parameters.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import { simdKernels } from '../../kernels/simd/simd-kernels.ts';
import { supportsSimd } from '../../kernels/simd/simd-module.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import type { Model } from '../../model/model.ts';

/** The kernels of one training run in float32: SIMD in strict mode, the same bits on every machine that has it, and by any threads. */
export function trainingKernels(threads: Threads = oneThread): Kernels {
  return supportsSimd('strict') ? simdKernels('strict', threads) : referenceKernels('float32');
}

/** A copy of a model in the memory of kernels of its precision: the reference for float64. */
export function residentModel(model: Model): { readonly model: Model; readonly kernels: Kernels } {
  const kernels = precisionOf(model.parameters) === 'float64' ? referenceKernels('float64') : trainingKernels();
  return { model: { ...model, parameters: copyOf(model.parameters, kernels) }, kernels };
}
