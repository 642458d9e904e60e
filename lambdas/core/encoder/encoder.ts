import type { FeatureBatch } from '../features/feature-space.ts';
import type { Kernels } from '../kernels/kernels.ts';
import { referenceKernels } from '../kernels/reference-kernels.ts';
import { type Reals, zerosLike } from '../numerics/reals.ts';
import type { ReusedArrays } from '../numerics/reused-arrays.ts';
import type { EncoderGradients, EncoderParameters } from './encoder-parameters.ts';
import { hiddenBackward, hiddenForward } from './hidden-layer.ts';

const reference = referenceKernels();

/** What the backward pass needs of the forward pass. */
export interface Encoded {
  /** (B, D): unit rows when normalised. */
  readonly embeddings: Reals;
  /** (B): lengths before the normalisation; undefined when there was none. */
  readonly norms: Reals | undefined;
  /** What went into the hidden layer (B, D), and its activations (B, H); undefined when there is none. */
  readonly hidden: { readonly input: Reals; readonly active: Reals } | undefined;
}

/**
 * u = sum of weighted token rows + dense inputs x weights; z = u, or u + relu(u inner + bias) outer where there is a hidden
 * layer; then z / |z| unless `normalize` is false. A product without a single token or number is the zero vector, as long as
 * the hidden layer's bias is not above zero.
 * @param arrays Where embeddings and norms go (default: new arrays): what is returned is then valid until they are used again.
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
  kernels.linearForward(denseInputsFor(kernels, batch), dense, z, batch.B, dense.length / D, D);
  const hidden = throughHidden(z, parameters, batch.B);
  if (!normalize) return { embeddings: z, norms: undefined, hidden };
  const norms = arrays ? arrays.reals('norms', batch.B) : zerosLike(z, batch.B);
  kernels.normalizeRowsForward(z, z, norms, batch.B, D);
  return { embeddings: z, norms, hidden };
}

/** Adds the gradients of the parameters, given that of the embeddings (B, D), which is overwritten. */
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
    // The way around the layer hands the gradient on as it is; the way through it is added.
    hiddenBackward(input, parameters.hidden, active, dEmbeddings.slice(), dEmbeddings, gradients.hidden, B, D);
  }
  kernels.embeddingBagBackward(batch.bags, dEmbeddings, gradients.table, B, D);
  const { dense } = gradients;
  kernels.linearBackward(denseInputsFor(kernels, batch), dEmbeddings, dense, B, dense.length / D, D);
}

/** The reference works in float64, the others in float32 alone. */
function denseInputsFor(kernels: Kernels, { dense }: FeatureBatch): Reals {
  return kernels.name === 'reference' || dense instanceof Float32Array ? dense : Float32Array.from(dense);
}

/** Adds the hidden layer's output to z, where there is one. */
function throughHidden(z: Reals, { hidden, D }: EncoderParameters, B: number): Encoded['hidden'] {
  if (hidden === undefined) return undefined;
  const input = z.slice();
  return { input, active: hiddenForward(input, hidden, z, B, D) };
}
