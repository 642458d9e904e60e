import type { EncoderGradients, EncoderParameters } from '../../encoder/encoder-parameters.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import type { DifferenceOptions } from '../../losses/triplet.ts';
import type { Model } from '../../model/model.ts';
import type { Reals } from '../../numerics/reals.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import type { TrainingConfig } from '../config/training-config.ts';

/**
 * The triplet loss of an encoder that is a single matrix. Because a W - p W = (a - p) W, it takes the differences
 * of the inputs. A step then multiplies two matrices forward and two backward, instead of three and three.
 */
export class TripletDifferences {
  readonly #kernels: Kernels;
  readonly #parameters: EncoderParameters;
  /** (products, F) */
  readonly #dense: Reals;
  readonly #options: DifferenceOptions;
  readonly #arrays: ReusedArrays;

  constructor(model: Model, inputs: FeatureBatch, options: DifferenceOptions, kernels: Kernels) {
    this.#kernels = kernels;
    this.#parameters = model.parameters;
    this.#dense = inputs.dense;
    this.#options = options;
    this.#arrays = new ReusedArrays(kernels);
  }

  /**
   * Returns the differences if the model and the configuration allow them: no tokens, no normalisation, no hidden
   * layer, no prefixes, a distance that is a function of the difference, and one negative for each pair. Only in
   * float32, so that runs in float64 give the same bits as without.
   */
  static ifPossible(
    model: Model,
    inputs: FeatureBatch,
    { loss, miner, distance, margin, matryoshkaDims }: TrainingConfig,
    kernels: Kernels,
  ): TripletDifferences | undefined {
    const isMatrix = inputs.bags.tokens.length === 0 && !model.normalize && model.parameters.hidden === undefined;
    const isPlain = loss === 'triplet' && miner === 'none' && matryoshkaDims.length === 0;
    if (!isMatrix || !isPlain || distance === 'cosine' || kernels.name === 'reference') return undefined;
    return new TripletDifferences(model, inputs, { distance, margin }, kernels);
  }

  /**
   * Computes the loss of B triplets, and adds the gradients of the parameters. @param others Positives and then
   * negatives, B each.
   */
  computeLoss(anchors: Int32Array, others: Int32Array, gradients: EncoderGradients): number {
    const B = anchors.length;
    const positives = this.#forward('positive', anchors, others.subarray(0, B));
    const negatives = this.#forward('negative', anchors, others.subarray(B));
    const { D } = this.#parameters;
    const { loss } = this.#kernels.tripletOfDifferences(positives.output, negatives.output, B, D, this.#options);
    for (const { input, output } of [positives, negatives]) {
      this.#kernels.linearBackward(input, output, gradients.dense, B, input.length / B, D);
    }
    return loss;
  }

  #forward(name: string, anchors: Int32Array, others: Int32Array): { input: Reals; output: Reals } {
    const { D, dense } = this.#parameters;
    const [B, F] = [anchors.length, dense.length / D];
    const input = this.#arrays.reals(`${name} inputs`, B * F);
    const output = this.#arrays.reals(`${name} outputs`, B * D);
    this.#kernels.gatherDifferences(this.#dense, anchors, others, input, B, F);
    this.#kernels.multiply(input, dense, output, B, F, D);
    return { input, output };
  }
}
