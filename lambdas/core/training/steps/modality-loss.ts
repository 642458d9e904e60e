import { encodeBackward, encodeForward } from '../../encoder/encoder.ts';
import type { EncoderGradients } from '../../encoder/encoder-parameters.ts';
import { infoNceLoss } from '../../losses/info-nce.ts';
import type { Model } from '../../model/model.ts';
import { addScaled } from '../../numerics/matmul.ts';
import { zerosLike } from '../../numerics/reals.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { ModalityBatch } from './modality-pairs.ts';

/**
 * Adds the gradients of modalityWeight x symmetric InfoNCE between the texts and the vectors of the same products (as CLIP:
 * Radford et al. 2021, figure 3), and returns that loss.
 */
export function addModalityLoss(
  { normalize, parameters }: Model,
  { rows, texts, vectors }: ModalityBatch,
  { temperature, modalityWeight }: Pick<TrainingConfig, 'temperature' | 'modalityWeight'>,
  gradients: EncoderGradients,
): number {
  const [text, vector] = [encodeForward(texts, parameters, normalize), encodeForward(vectors, parameters, normalize)];
  const [dText, dVector] = [zerosLike(text.embeddings), zerosLike(vector.embeddings)];
  const [a, c, B] = [text.embeddings, vector.embeddings, rows.length];
  const slopes = { dAnchor: dText, dCandidate: dVector };
  const loss = infoNceLoss(a, c, B, B, parameters.D, { temperature, symmetric: true }, slopes);
  for (const slope of [dText, dVector]) addScaled(slope, 0, slope, 0, slope.length, modalityWeight - 1);
  encodeBackward(texts, text, dText, parameters, gradients);
  encodeBackward(vectors, vector, dVector, parameters, gradients);
  return modalityWeight * loss;
}
