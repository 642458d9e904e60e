import type { FeatureBatch } from '../features/feature-space.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { referenceKernels } from '../kernels/reference-kernels.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';
import type { ReusedArrays } from '../numerics/reused-arrays.ts';
import type { EncoderGradients, EncoderParameters } from './encoder-parameters.ts';
import { hiddenBackward, hiddenForward } from './hidden-layer.ts';

const reference = referenceKernels();

/** The result of the forward pass, with what the backward pass needs. */
export interface Encoded {
  /** (B, D). Unit rows if normalised. */
  readonly embeddings: Reals;
  /** (B): lengths before the normalisation; undefined without normalisation. */
  readonly norms: Reals | undefined;
  /** The input of the hidden layer (B, D) and its activations (B, H); undefined without a hidden layer. */
  readonly hidden: { readonly input: Reals; readonly active: Reals } | undefined;
}

/**
 * Computes the embeddings of a batch: u = sum of weighted token rows + dense inputs x weights; z = u, or with a hidden
 * layer z = u + relu(u inner + bias) outer; then z / |z| unless `normalize` is false. A product without tokens and
 * numbers gets the zero vector, unless the bias of the hidden layer is above zero.
 * @param arrays Arrays for embeddings and norms (default: new arrays). The result is then valid until they are used
 * again.
 */
export function encodeForward(
  batch: FeatureBatch,
  parameters: EncoderParameters,
  normalize: boolean,
  kernels: Kernels = reference,
  arrays?: ReusedArrays,
): Encoded {
  const { table, dense, D } = parameters;
  const like = dense.length > 0 ? dense : table;
  const z = arrays ? arrays.reals('embeddings', batch.B * D).fill(0) : zerosLike(like, batch.B * D);
  kernels.embeddingBagForward(batch.bags, table, z, batch.B, D);
  kernels.linearForward(toKernelPrecision(kernels, batch), dense, z, batch.B, dense.length / D, D);
  const hidden = addHiddenOutput(z, parameters, batch.B);
  if (!normalize) return { embeddings: z, norms: undefined, hidden };
  const norms = arrays ? arrays.reals('norms', batch.B) : zerosLike(z, batch.B);
  kernels.normalizeRowsForward(z, z, norms, batch.B, D);
  return { embeddings: z, norms, hidden };
}

/**
 * Adds the gradients of the parameters to `gradients`. Overwrites the gradient of the embeddings, dEmbeddings (B, D).
 */
export function encodeBackward(
  batch: FeatureBatch,
  encoded: Encoded,
  dEmbeddings: Reals,
  parameters: EncoderParameters,
  gradients: EncoderGradients,
  kernels: Kernels = reference,
): void {
  const { B } = batch;
  const { D } = parameters;
  if (encoded.norms) kernels.normalizeRowsBackward(dEmbeddings, encoded.embeddings, encoded.norms, dEmbeddings, B, D);
  if (encoded.hidden && parameters.hidden && gradients.hidden) {
    const { input, active } = encoded.hidden;
    // The gradient through the layer is added to the gradient around it, which is dEmbeddings itself.
    hiddenBackward(input, parameters.hidden, active, dEmbeddings.slice(), dEmbeddings, gradients.hidden, B, D);
  }
  kernels.embeddingBagBackward(batch.bags, dEmbeddings, gradients.table, B, D);
  const { dense } = gradients;
  kernels.linearBackward(toKernelPrecision(kernels, batch), dEmbeddings, dense, B, dense.length / D, D);
}

/** The dense inputs in a precision of the kernels: the reference takes float64, the SIMD kernels only float32. */
function toKernelPrecision(kernels: Kernels, { dense }: FeatureBatch): Reals {
  return kernels.name === 'reference' || dense instanceof Float32Array ? dense : Float32Array.from(dense);
}

/** Adds the output of the hidden layer to z, if present. */
function addHiddenOutput(z: Reals, { hidden, D }: EncoderParameters, B: number): Encoded['hidden'] {
  if (hidden === undefined) return undefined;
  const input = z.slice();
  return { input, active: hiddenForward(input, hidden, z, B, D) };
}
