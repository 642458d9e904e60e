import { encodeBackward, encodeForward } from '../../encoder/encoder.ts';
import type { EncoderGradients } from '../../encoder/encoder-parameters.ts';
import { getSourceWidth } from '../../features/dense-inputs.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import { infoNceLoss } from '../../losses/info-nce.ts';
import type { Model, ModelInput } from '../../model/model.ts';
import { addScaled } from '../../numerics/matmul.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { zerosLike } from '../../numerics/reals.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { gatherInputs } from './batch-inputs.ts';

/** B products, each twice: with its words alone, and with its given vectors alone. */
export interface ModalityBatch {
  /** (B) */
  readonly rows: Int32Array;
  readonly texts: FeatureBatch;
  readonly vectors: FeatureBatch;
}

/** Draws products that have words and given vectors, and separates the two: each is the positive of the other. */
export class ModalityPairs {
  readonly #inputs: FeatureBatch;
  /** (F): 1 for a dense input of a given vector, 0 for a number. */
  readonly #ofVector: Float64Array;
  /** The products that have both. */
  readonly #rows: Int32Array;

  /** @param inputs Of all products. */
  constructor(input: ModelInput, inputs: FeatureBatch) {
    this.#inputs = inputs;
    const sources = input.encoder === 'bag' ? input.space.sources : [];
    this.#ofVector = Float64Array.from(
      sources.flatMap((source) => Array<number>(getSourceWidth(source)).fill(source.kind === 'number' ? 0 : 1)),
    );
    this.#rows = Int32Array.from({ length: inputs.B }, (_, row) => row).filter((row) => this.#hasBoth(row));
  }

  /** Draws at most B different products; undefined if fewer than two have both, because then there is no negative. */
  draw(B: number, random: CounterRandom): ModalityBatch | undefined {
    if (this.#rows.length < 2) return undefined;
    const rows = this.#rows.slice();
    random.shuffle(rows);
    const drawn = rows.subarray(0, Math.min(B, rows.length));
    const [texts, vectors] = [gatherInputs(this.#inputs, drawn), gatherInputs(this.#inputs, drawn)];
    for (const batch of [texts, vectors]) for (const at of batch.identityAt) if (at >= 0) batch.bags.weights[at] = 0;
    texts.dense.fill(0);
    vectors.bags.weights.fill(0);
    const F = this.#ofVector.length;
    for (let i = 0; i < vectors.dense.length; i++) vectors.dense[i]! *= this.#ofVector[i % F]!;
    return { rows: drawn, texts, vectors };
  }

  #hasBoth(row: number): boolean {
    const { bags, dense, identityAt } = this.#inputs;
    const F = this.#ofVector.length;
    const hasVector = this.#ofVector.some((own, f) => own === 1 && dense[row * F + f] !== 0);
    const tokens = bags.offsets[row + 1]! - bags.offsets[row]!;
    return hasVector && tokens > (identityAt[row]! >= 0 ? 1 : 0);
  }
}

/**
 * Adds the gradients of modalityWeight x symmetric InfoNCE between the texts and the vectors of the same products (as
 * CLIP: Radford et al. 2021, figure 3), and returns that loss.
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
