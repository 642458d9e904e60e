import {
  addPrefix,
  type NamedArrays,
  type Resumable,
  restoreInto,
  selectPrefix,
} from '../../checkpoint/named-arrays.ts';
import { type EncoderParameters, precisionOf } from '../../encoder/encoder-parameters.ts';
import { type LossSide, matryoshkaLoss, matryoshkaPrefixes } from '../../encoder/matryoshka.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { referenceKernels } from '../../kernels/reference-kernels.ts';
import type { KnownPositives } from '../../likeness/known-positives.ts';
import type { InfoNceGradients } from '../../losses/info-nce.ts';
import { LearnedTemperature } from '../../losses/learned-temperature.ts';
import type { Model } from '../../model/model.ts';
import { portableLog } from '../../numerics/portable-math.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import { makeOptimizer } from '../../optimizers/make-optimizer.ts';
import type { Optimizer } from '../../optimizers/optimizer.ts';
import { type LabelledLossName, labelledLossOf } from '../config/loss-traits.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PairBatch } from '../data/pair-sampler.ts';
import { inputsFor } from './batch-inputs.ts';
import { batchLabels } from './batch-labels.ts';
import { BatchSide } from './batch-side.ts';
import { candidateRowsOf } from './candidate-rows.ts';
import { labelledLoss } from './labelled-loss.ts';
import { addModalityLoss } from './modality-loss.ts';
import { ModalityPairs } from './modality-pairs.ts';
import { type EncodedPairs, infoNceOfPairs, nPairOfPairs, tripletOfPairs } from './paired-loss.ts';
import { ParameterUpdate } from './parameter-update.ts';
import { TripletDifferences } from './triplet-differences.ts';

/** The least chance that log q is taken of, so that a rare product does not get an absurd bonus. */
const SMALLEST_CHANCE = 1e-6;

/** Takes training steps: draws nothing itself, changes the model's parameters in place. */
export class BatchStep implements Resumable {
  readonly #model: Model;
  readonly #kernels: Kernels;
  readonly #anchors: BatchSide;
  readonly #candidates: BatchSide;
  /** Instead of both sides, where the encoder is a matrix. */
  readonly #differences: TripletDifferences | undefined;
  readonly #joint: ReusedArrays;
  readonly #config: TrainingConfig;
  readonly #update: ParameterUpdate;
  /** Where texts and vectors are trained on each other. */
  readonly #modalities: ModalityPairs | undefined;
  /** (products): log q of each product as a candidate, times the strength of the correction. */
  readonly #logQ: Float64Array;
  readonly #known: KnownPositives | undefined;
  readonly #learned: LearnedTemperature | undefined;
  /** Moves the learned temperature, which takes no part in weight decay. */
  readonly #temperatureOptimizer: Optimizer;
  readonly #logScaleGradient = new Float64Array(1);

  /**
   * @param inputs Of all products, in the order that pairs name them by.
   * @param positiveChance (products): the chance that a drawn pair has a product as its positive.
   * @param known InfoNCE: products known to be alike, which are no negatives of each other.
   * @param kernels Of the precision of the model, whose parameters are in their memory (default: the reference).
   */
  constructor(
    model: Model,
    inputs: FeatureBatch,
    positiveChance: Float64Array,
    config: TrainingConfig,
    kernels: Kernels = referenceKernels(precisionOf(model.parameters)),
    known?: KnownPositives,
  ) {
    this.#model = model;
    this.#kernels = kernels;
    this.#config = config;
    const resident = inputsFor(kernels, inputs);
    this.#anchors = new BatchSide(model, resident, kernels);
    this.#candidates = new BatchSide(model, resident, kernels);
    this.#differences = TripletDifferences.where(model, resident, config, kernels);
    this.#joint = new ReusedArrays(kernels);
    this.#temperatureOptimizer = makeOptimizer({ ...config, weightDecay: 0 });
    this.#update = new ParameterUpdate(model.parameters, config, kernels, kernels);
    this.#modalities = config.modalityWeight > 0 ? new ModalityPairs(model.input, inputs) : undefined;
    this.#known = known;
    this.#logQ = positiveChance.map((chance) => config.logQStrength * portableLog(Math.max(chance, SMALLEST_CHANCE)));
    this.#learned = config.learnTemperature ? new LearnedTemperature(config.temperature) : undefined;
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
    if (!this.#learned) return this.#update.state();
    const moved = addPrefix('temperature', this.#temperatureOptimizer.state());
    return { ...this.#update.state(), 'log-scale': this.#learned.logScale, ...moved };
  }

  restore(state: NamedArrays): void {
    this.#update.restore(state);
    if (!this.#learned) return;
    restoreInto(this.#learned.logScale, state['log-scale'], 'log-scale');
    this.#temperatureOptimizer.restore(selectPrefix('temperature', state));
  }

  /**
   * One step on a batch of pairs; returns the loss before it. `random` decides which identities are dropped, and what the
   * distance-weighted miner draws.
   */
  take(batch: PairBatch, learningRate: number, random: CounterRandom): number {
    const candidateRows = candidateRowsOf(batch, this.#config);
    const loss =
      this.#differences?.take(batch.anchors, candidateRows, this.#update.gradients) ??
      this.#ofSides(batch, candidateRows, random);
    const apart = this.#modalities?.draw(batch.anchors.length, random);
    const modalityLoss = apart ? addModalityLoss(this.#model, apart, this.#config, this.#update.gradients) : 0;
    this.#move(learningRate);
    return loss + modalityLoss;
  }

  /** The loss of anchors and candidates; adds the gradients of the parameters. */
  #ofSides(batch: PairBatch, candidateRows: Int32Array, random: CounterRandom): number {
    const drop = { chance: this.#config.identityDropout, random };
    const sides = [this.#anchors.forward(batch.anchors, drop), this.#candidates.forward(candidateRows, drop)] as const;
    const loss = this.#lossOfPrefixes(batch, candidateRows, sides, random);
    this.#anchors.backward(sides[0], this.#update.gradients);
    this.#candidates.backward(sides[1], this.#update.gradients);
    return loss;
  }

  /** The mean over the prefixes, where there are any; a learned temperature follows the whole embedding, the last of them. */
  #lossOfPrefixes(
    batch: PairBatch,
    candidateRows: Int32Array,
    sides: readonly LossSide[],
    random: CounterRandom,
  ): number {
    const { D } = this.#model.parameters;
    const lossOf = (d: number, [anchor, candidate]: readonly LossSide[]): number =>
      this.#loss(
        { batch, candidateRows, anchors: anchor!.embeddings, candidates: candidate!.embeddings, D: d },
        random,
        { dAnchor: anchor!.gradient, dCandidate: candidate!.gradient },
      );
    const prefixes = matryoshkaPrefixes(this.#config.matryoshkaDims, D);
    if (prefixes.length === 1) return lossOf(D, sides);
    return matryoshkaLoss(sides, D, prefixes, this.#model.normalize, lossOf);
  }

  #loss(pairs: EncodedPairs, random: CounterRandom, gradients: InfoNceGradients): number {
    const { loss, miner, symmetric, queryTower } = this.#config;
    const labelled = labelledLossOf(loss, miner);
    if (labelled) return this.#labelled(labelled, pairs, random, gradients);
    if (loss === 'n-pair') return nPairOfPairs(pairs, this.#config, gradients);
    if (loss === 'triplet') return tripletOfPairs(this.#kernels, pairs, this.#config, gradients);
    const into = this.#learned ? { ...gradients, dLogScale: this.#logScaleGradient } : gradients;
    const options = { temperature: this.temperature, symmetric: symmetric || queryTower };
    return infoNceOfPairs(this.#kernels, pairs, options, this.#logQ, into, this.#known);
  }

  /** Anchors and candidates as rows of one batch, labelled by the pairs that join their products. */
  #labelled(loss: LabelledLossName, pairs: EncodedPairs, random: CounterRandom, gradients: InfoNceGradients): number {
    const { batch, candidateRows, anchors, candidates, D } = pairs;
    const products = Int32Array.of(...batch.anchors, ...candidateRows);
    const [x, dx] = [this.#joint.reals('x', products.length * D), this.#joint.reals('dx', products.length * D)];
    x.set(anchors);
    x.set(candidates, anchors.length);
    const rows = { x, labels: batchLabels(batch, products), D };
    const value = labelledLoss(this.#kernels, loss, rows, this.#config, random, dx);
    gradients.dAnchor.set(dx.subarray(0, anchors.length));
    gradients.dCandidate.set(dx.subarray(anchors.length));
    return value;
  }

  #move(learningRate: number): void {
    this.#update.apply(learningRate, [this.#logScaleGradient]);
    if (!this.#learned) return;
    this.#temperatureOptimizer.beginStep(learningRate);
    this.#temperatureOptimizer.update('log-scale', this.#learned.logScale, this.#logScaleGradient);
    this.#learned.clamp();
  }
}
