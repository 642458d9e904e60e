import type { NamedArrays, Resumable } from '../../checkpoint/named-arrays.ts';
import { type EncoderParameters, getPrecision } from '../../encoder/encoder-parameters.ts';
import { type LossSide, listPrefixes, matryoshkaLoss } from '../../encoder/matryoshka.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import type { KnownPositives } from '../../likeness/known-positives.ts';
import type { Model } from '../../model/model.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { makeRunOptimizer } from '../config/auto-optimizer.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PairBatch } from '../data/pair-sampler.ts';
import { BatchLoss } from './batch-loss.ts';
import { BatchSide } from './batch-side.ts';
import { selectCandidateRows } from './candidate-rows.ts';
import { LearnedTemperature } from './learned-temperature.ts';
import { addModalityLoss, ModalityPairs } from './modality-loss.ts';
import { ParameterUpdate } from './parameter-update.ts';
import { toResidentInputs } from './resident-model.ts';
import { TripletDifferences } from './triplet-differences.ts';

/** Takes training steps on batches of pairs, and changes the parameters of the model in place. */
export class BatchStep implements Resumable {
  readonly #model: Model;
  readonly #anchors: BatchSide;
  readonly #candidates: BatchSide;
  /** Used instead of both sides, if the encoder is a single matrix. */
  readonly #differences: TripletDifferences | undefined;
  readonly #loss: BatchLoss;
  readonly #config: TrainingConfig;
  readonly #update: ParameterUpdate;
  /** Present if texts and vectors are trained on each other. */
  readonly #modalities: ModalityPairs | undefined;
  readonly #learned: LearnedTemperature | undefined;

  /**
   * @param inputs Of all products, in the order of the product rows in pairs.
   * @param positiveChance (products): the chance that a drawn pair has a product as its positive.
   * @param known Products that are known to be similar, which are no negatives of each other (InfoNCE).
   * @param kernels Of the precision of the model, with its parameters in their memory (default: the reference).
   */
  constructor(
    model: Model,
    inputs: FeatureBatch,
    positiveChance: Float64Array,
    config: TrainingConfig,
    kernels: Kernels = referenceKernels(getPrecision(model.parameters)),
    known?: KnownPositives,
  ) {
    this.#model = model;
    this.#config = config;
    const resident = toResidentInputs(kernels, inputs);
    this.#anchors = new BatchSide(model, resident, kernels);
    this.#candidates = new BatchSide(model, resident, kernels);
    this.#differences = TripletDifferences.ifPossible(model, resident, config, kernels);
    this.#loss = new BatchLoss(config, positiveChance, kernels, known);
    this.#update = new ParameterUpdate(model.parameters, config, kernels, kernels);
    this.#modalities = config.modalityWeight > 0 ? new ModalityPairs(model.input, inputs) : undefined;
    const { learnTemperature, temperature } = config;
    const optimizer = makeRunOptimizer({ ...config, weightDecay: 0 });
    this.#learned = learnTemperature ? new LearnedTemperature(temperature, optimizer) : undefined;
  }

  /** The temperature of the next step: the configured one, or what was learned from it. */
  get temperature(): number {
    return this.#learned?.temperature ?? this.#config.temperature;
  }

  /** The parameters of the model after the steps taken. */
  get outcome(): EncoderParameters {
    return this.#update.outcome;
  }

  state(): NamedArrays {
    return { ...this.#update.state(), ...this.#learned?.state() };
  }

  restore(state: NamedArrays): void {
    this.#update.restore(state);
    this.#learned?.restore(state);
  }

  /**
   * Takes one step on a batch of pairs, and returns the loss before it. `random` decides which own rows are dropped,
   * and what the distance-weighted miner draws.
   */
  take(batch: PairBatch, learningRate: number, random: CounterRandom): number {
    const candidateRows = selectCandidateRows(batch, this.#config);
    const loss =
      this.#differences?.computeLoss(batch.anchors, candidateRows, this.#update.gradients) ??
      this.#computeOfSides(batch, candidateRows, random);
    const apart = this.#modalities?.draw(batch.anchors.length, random);
    const modalityLoss = apart ? addModalityLoss(this.#model, apart, this.#config, this.#update.gradients) : 0;
    this.#update.apply(learningRate, this.#learned && [this.#learned.gradient]);
    this.#learned?.move(learningRate);
    return loss + modalityLoss;
  }

  /** Computes the loss of anchors and candidates, and adds the gradients of the parameters. */
  #computeOfSides(batch: PairBatch, candidateRows: Int32Array, random: CounterRandom): number {
    const drop = { chance: this.#config.identityDropout, random };
    const sides = [this.#anchors.forward(batch.anchors, drop), this.#candidates.forward(candidateRows, drop)] as const;
    const loss = this.#computeOfPrefixes(batch, candidateRows, sides, random);
    this.#anchors.backward(sides[0], this.#update.gradients);
    this.#candidates.backward(sides[1], this.#update.gradients);
    return loss;
  }

  /**
   * Computes the mean over the prefixes, if present. A learned temperature follows the whole embedding, which is the
   * last prefix.
   */
  #computeOfPrefixes(
    batch: PairBatch,
    candidateRows: Int32Array,
    sides: readonly LossSide[],
    random: CounterRandom,
  ): number {
    const { D } = this.#model.parameters;
    const dLogScale = this.#learned && { dLogScale: this.#learned.gradient };
    const lossOf = (d: number, [anchor, candidate]: readonly LossSide[]): number =>
      this.#loss.compute(
        { batch, candidateRows, anchors: anchor!.embeddings, candidates: candidate!.embeddings, D: d },
        this.temperature,
        random,
        { dAnchor: anchor!.gradient, dCandidate: candidate!.gradient, ...dLogScale },
      );
    const prefixes = listPrefixes(this.#config.matryoshkaDims, D);
    if (prefixes.length === 1) return lossOf(D, sides);
    return matryoshkaLoss(sides, D, prefixes, this.#model.normalize, lossOf);
  }
}
