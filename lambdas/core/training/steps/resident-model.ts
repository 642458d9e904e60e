import { copyParameters, getPrecision } from '../../encoder/encoder-parameters.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import { selectTrainingKernels } from '../../kernels/simd/training-kernels.ts';
import type { Model } from '../../model/model.ts';

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
