import { type Encoded, encodeBackward, encodeForward } from '../../encoder/encoder.ts';
import type { EncoderGradients } from '../../encoder/encoder-parameters.ts';
import type { LossSide } from '../../encoder/matryoshka.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { Model } from '../../model/model.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import { gatherInputs, type IdentityDrop } from './batch-inputs.ts';

/**
 * One side of the pairs of a step: from rows of products to their embeddings, and back. Its arrays are reused by every
 * step.
 */
export class BatchSide {
  readonly #model: Model;
  readonly #inputs: FeatureBatch;
  readonly #kernels: Kernels;
  readonly #arrays: ReusedArrays;
  #last: { readonly inputs: FeatureBatch; readonly encoded: Encoded } | undefined;

  /** @param model With parameters in the memory of `kernels`. @param inputs Of all products. */
  constructor(model: Model, inputs: FeatureBatch, kernels: Kernels) {
    this.#model = model;
    this.#inputs = inputs;
    this.#kernels = kernels;
    this.#arrays = new ReusedArrays(kernels);
  }

  /**
   * Computes the embeddings of some products. The gradient array has any content. Both are valid until the next call.
   */
  forward(rows: Int32Array, drop: IdentityDrop): LossSide {
    const { parameters, normalize } = this.#model;
    const inputs = gatherInputs(this.#inputs, rows, drop, { kernels: this.#kernels, arrays: this.#arrays });
    const encoded = encodeForward(inputs, parameters, normalize, this.#kernels, this.#arrays);
    this.#last = { inputs, encoded };
    return {
      embeddings: encoded.embeddings,
      gradient: this.#arrays.reals('gradient', encoded.embeddings.length),
    };
  }

  /**
   * Adds the gradients of the parameters. The given gradient of the embeddings of the last `forward` is overwritten.
   */
  backward({ gradient }: LossSide, gradients: EncoderGradients): void {
    if (this.#last === undefined)
      throw new RangeError('batch side: backward was called without forward; call forward first');
    const { inputs, encoded } = this.#last;
    encodeBackward(inputs, encoded, gradient, this.#model.parameters, gradients, this.#kernels);
  }
}
