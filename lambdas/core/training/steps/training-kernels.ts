import { copyParameters, getPrecision } from '../../encoder/encoder-parameters.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import { simdKernels } from '../../kernels/simd/simd-kernels.ts';
import { strictSimd, supportsSimd } from '../../kernels/simd/simd-module.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import type { Model } from '../../model/model.ts';

/**
 * Selects the kernels of a training run in float32: SIMD in strict mode, with the same bits on every machine and for
 * any threads.
 */
export function selectTrainingKernels(threads: Threads = oneThread): Kernels {
  return supportsSimd(strictSimd) ? simdKernels('strict', threads) : referenceKernels('float32');
}

/** Copies a model into the memory of kernels of its precision: the reference for float64. */
export function toResidentModel(model: Model): { readonly model: Model; readonly kernels: Kernels } {
  const kernels = getPrecision(model.parameters) === 'float64' ? referenceKernels('float64') : selectTrainingKernels();
  return { model: { ...model, parameters: copyParameters(model.parameters, kernels) }, kernels };
}

/** Copies dense inputs into the memory of the kernels, as float32. The reference kernels take them as they are. */
export function toResidentInputs(kernels: Kernels, inputs: FeatureBatch): FeatureBatch {
  if (kernels.name === 'reference') return inputs;
  const dense = kernels.reals(inputs.dense.length);
  dense.set(inputs.dense);
  return { ...inputs, dense };
}
