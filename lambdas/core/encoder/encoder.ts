import type { FeatureBatch } from '../features/feature-space.ts';
import { embeddingBagBackward, embeddingBagForward } from '../kernels/embedding-bag.ts';
import { linearBackward, linearForward } from '../kernels/linear.ts';
import { normalizeRowsBackward, normalizeRowsForward } from '../kernels/normalize.ts';
import { type Reals, zerosLike } from '../kernels/reals.ts';
import type { RowGradients } from '../kernels/row-gradients.ts';

/** The parameters of an encoder of D dimensions over T token rows and F dense inputs. */
export interface EncoderParameters {
  readonly D: number;
  /** (T, D) */
  readonly table: Reals;
  /** (F, D) */
  readonly dense: Reals;
}

/** Gradients of the parameters: of the table only the rows that a batch touched. */
export interface EncoderGradients {
  readonly table: RowGradients;
  /** (F, D) */
  readonly dense: Reals;
}

/** What the backward pass needs of the forward pass. */
export interface Encoded {
  /** (B, D): unit rows when normalised. */
  readonly embeddings: Reals;
  /** (B): lengths before the normalisation; undefined when there was none. */
  readonly norms: Reals | undefined;
}

/**
 * z = sum of weighted token rows + dense inputs x weights, then z / |z| unless `normalize` is false.
 * A product without a single token or number is the zero vector.
 */
export function encodeForward(batch: FeatureBatch, parameters: EncoderParameters, normalize: boolean): Encoded {
  const { table, dense, D } = parameters;
  const z = zerosLike(dense.length > 0 ? dense : table, batch.B * D);
  embeddingBagForward(batch.bags, table, z, batch.B, D);
  linearForward(batch.dense, dense, z, batch.B, dense.length / D, D);
  if (!normalize) return { embeddings: z, norms: undefined };
  const norms = zerosLike(z, batch.B);
  normalizeRowsForward(z, z, norms, batch.B, D);
  return { embeddings: z, norms };
}

/** Adds the gradients of the parameters, given that of the embeddings (B, D), which is overwritten. */
export function encodeBackward(
  batch: FeatureBatch,
  encoded: Encoded,
  dEmbeddings: Reals,
  D: number,
  gradients: EncoderGradients,
): void {
  if (encoded.norms) normalizeRowsBackward(dEmbeddings, encoded.embeddings, encoded.norms, dEmbeddings, batch.B, D);
  embeddingBagBackward(batch.bags, dEmbeddings, gradients.table, batch.B, D);
  linearBackward(batch.dense, dEmbeddings, gradients.dense, batch.B, gradients.dense.length / D, D);
}
