import { encodeBackward, encodeForward } from '../encoder/encoder.ts';
import { applyGradients, type EncoderGradients, zeroGradients } from '../encoder/encoder-parameters.ts';
import { type LossSide, matryoshkaLoss, matryoshkaPrefixes } from '../encoder/matryoshka.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { portableLog } from '../kernels/portable-math.ts';
import { zerosLike } from '../kernels/reals.ts';
import { infoNceLoss } from '../losses/info-nce.ts';
import { tripletLoss } from '../losses/triplet.ts';
import type { Model } from '../model/model.ts';
import { Adam } from '../optimizers/adam.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { Sgd } from '../optimizers/sgd.ts';
import type { CounterRandom } from '../random.ts';
import { gatherInputs } from './batch-inputs.ts';
import { addModalityLoss } from './modality-loss.ts';
import { ModalityPairs } from './modality-pairs.ts';
import type { PairBatch } from './pair-sampler.ts';
import type { TrainingConfig } from './training-config.ts';
import { NO_NEGATIVE } from './training-set.ts';

/** The least chance that log q is taken of, so that a rare product does not get an absurd bonus. */
const SMALLEST_CHANCE = 1e-6;

/** Takes training steps: draws nothing itself, changes the model's parameters in place. */
export class BatchStep {
  readonly #model: Model;
  readonly #inputs: FeatureBatch;
  readonly #config: TrainingConfig;
  readonly #optimizer: Optimizer;
  readonly #gradients: EncoderGradients;
  /** Where texts and vectors are trained on each other. */
  readonly #modalities: ModalityPairs | undefined;
  /** (products): log q of each product as a candidate, times the strength of the correction. */
  readonly #logQ: Float64Array;

  /**
   * @param inputs Of all products, in the order that pairs name them by.
   * @param positiveChance (products): the chance that a drawn pair has a product as its positive.
   */
  constructor(model: Model, inputs: FeatureBatch, positiveChance: Float64Array, config: TrainingConfig) {
    this.#model = model;
    this.#inputs = inputs;
    this.#config = config;
    this.#optimizer = config.optimizer === 'adam' ? new Adam() : new Sgd(config.momentum);
    const precision = model.parameters.dense instanceof Float64Array ? 'float64' : 'float32';
    this.#gradients = zeroGradients(model.parameters, precision);
    this.#modalities = config.modalityWeight > 0 ? new ModalityPairs(model.input, inputs) : undefined;
    this.#logQ = positiveChance.map((chance) => config.logQStrength * portableLog(Math.max(chance, SMALLEST_CHANCE)));
  }

  /** One step on a batch of pairs; returns the loss before it. `random` decides which identities are dropped. */
  take(batch: PairBatch, learningRate: number, random: CounterRandom): number {
    const { normalize, parameters } = this.#model;
    const drop = { chance: this.#config.identityDropout, random };
    const candidateRows = this.#candidateRows(batch);
    const anchorInputs = gatherInputs(this.#inputs, batch.anchors, drop);
    const candidateInputs = gatherInputs(this.#inputs, candidateRows, drop);
    const anchors = encodeForward(anchorInputs, parameters, normalize);
    const candidates = encodeForward(candidateInputs, parameters, normalize);
    const dAnchor = zerosLike(anchors.embeddings);
    const dCandidate = zerosLike(candidates.embeddings);
    const sides = [
      { embeddings: anchors.embeddings, gradient: dAnchor },
      { embeddings: candidates.embeddings, gradient: dCandidate },
    ];
    const lossOf = (d: number, [anchor, candidate]: readonly LossSide[]) =>
      this.#config.loss === 'info-nce'
        ? this.#infoNce(batch, candidateRows, d, anchor!, candidate!)
        : this.#triplet(batch.anchors.length, d, anchor!, candidate!);
    const { D } = parameters;
    const prefixes = matryoshkaPrefixes(this.#config.matryoshkaDims, D);
    const loss = prefixes.length === 1 ? lossOf(D, sides) : matryoshkaLoss(sides, D, prefixes, normalize, lossOf);
    encodeBackward(anchorInputs, anchors, dAnchor, parameters, this.#gradients);
    encodeBackward(candidateInputs, candidates, dCandidate, parameters, this.#gradients);
    const apart = this.#modalities?.draw(batch.anchors.length, random);
    const modalityLoss = apart ? addModalityLoss(this.#model, apart, this.#config, this.#gradients) : 0;
    this.#optimizer.beginStep(learningRate);
    applyGradients(this.#optimizer, parameters, this.#gradients);
    return loss + modalityLoss;
  }

  /**
   * InfoNCE: the positives, then the negatives that were given. Triplet loss: the positives, then one negative each: where
   * none was given, the next positive in the batch that is neither of the pair.
   */
  #candidateRows(batch: PairBatch): Int32Array {
    const { positives, negatives } = batch;
    const B = positives.length;
    const chosen =
      this.#config.loss === 'info-nce'
        ? negatives.filter((row) => row !== NO_NEGATIVE)
        : negatives.map((row, i) => (row === NO_NEGATIVE ? inBatchNegative(batch, i) : row));
    const rows = new Int32Array(B + chosen.length);
    rows.set(positives);
    rows.set(chosen, B);
    return rows;
  }

  #infoNce(batch: PairBatch, candidateRows: Int32Array, D: number, anchor: LossSide, candidate: LossSide): number {
    const { temperature } = this.#config;
    const symmetric = this.#config.symmetric || this.#config.queryTower;
    const options = {
      temperature,
      symmetric: symmetric && candidateRows.length === batch.anchors.length,
      logQ: Float64Array.from(candidateRows, (row) => this.#logQ[row]!),
      candidateIds: candidateRows,
      anchorIds: batch.anchors,
    };
    const gradients = { dAnchor: anchor.gradient, dCandidate: candidate.gradient };
    const [B, C] = [batch.anchors.length, candidateRows.length];
    return infoNceLoss(anchor.embeddings, candidate.embeddings, B, C, D, options, gradients);
  }

  #triplet(B: number, D: number, anchor: LossSide, candidate: LossSide): number {
    const { distance, margin } = this.#config;
    const [dPositive, dNegative] = [candidate.gradient.subarray(0, B * D), candidate.gradient.subarray(B * D)];
    const [p, n] = [candidate.embeddings.subarray(0, B * D), candidate.embeddings.subarray(B * D)];
    const gradients = { dAnchor: anchor.gradient, dPositive, dNegative };
    return tripletLoss(anchor.embeddings, p, n, B, D, { distance, margin }, gradients).loss;
  }
}

/** A batch of one product's pairs has no such positive: then the next one, and a loss without a gradient. */
function inBatchNegative({ anchors, positives }: PairBatch, i: number): number {
  const B = positives.length;
  for (let step = 1; step < B; step++) {
    const row = positives[(i + step) % B]!;
    if (row !== positives[i] && row !== anchors[i]) return row;
  }
  return positives[(i + 1) % B]!;
}
