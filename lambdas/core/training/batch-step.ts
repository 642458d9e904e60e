import { encodeBackward, encodeForward } from '../encoder/encoder.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { portableLog } from '../kernels/portable-math.ts';
import { type Precision, type Reals, zeros, zerosLike } from '../kernels/reals.ts';
import { RowGradients } from '../kernels/row-gradients.ts';
import type { InfoNceGradients } from '../losses/info-nce.ts';
import { LearnedTemperature } from '../losses/learned-temperature.ts';
import type { Model } from '../model/model.ts';
import { clipGlobalNorm } from '../optimizers/clip-norm.ts';
import { makeOptimizer } from '../optimizers/make-optimizer.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { CounterRandom } from '../random.ts';
import { gatherInputs } from './batch-inputs.ts';
import { batchLabels } from './batch-labels.ts';
import { candidateRowsOf } from './candidate-rows.ts';
import { labelledLoss } from './labelled-loss.ts';
import { type LabelledLossName, labelledLossOf } from './loss-traits.ts';
import type { PairBatch } from './pair-sampler.ts';
import { type EncodedPairs, infoNceOfPairs, nPairOfPairs, tripletOfPairs } from './paired-loss.ts';
import type { TrainingConfig } from './training-config.ts';

/** The least chance that log q is taken of, so that a rare product does not get an absurd bonus. */
const SMALLEST_CHANCE = 1e-6;

/** Takes training steps: draws nothing itself, changes the model's parameters in place. */
export class BatchStep {
  readonly #model: Model;
  readonly #inputs: FeatureBatch;
  readonly #config: TrainingConfig;
  readonly #optimizer: Optimizer;
  readonly #rowGradients: RowGradients;
  readonly #denseGradient: Reals;
  /** (products): log q of each product as a candidate, times the strength of the correction. */
  readonly #logQ: Float64Array;
  readonly #learned: LearnedTemperature | undefined;
  /** Moves the learned temperature, which takes no part in weight decay. */
  readonly #temperatureOptimizer: Optimizer;
  readonly #logScaleGradient = new Float64Array(1);

  /**
   * @param inputs Of all products, in the order that pairs name them by.
   * @param positiveChance (products): the chance that a drawn pair has a product as its positive.
   */
  constructor(model: Model, inputs: FeatureBatch, positiveChance: Float64Array, config: TrainingConfig) {
    const { table, dense, D } = model.parameters;
    const precision: Precision = dense instanceof Float64Array ? 'float64' : 'float32';
    this.#model = model;
    this.#inputs = inputs;
    this.#config = config;
    this.#optimizer = makeOptimizer(config);
    this.#temperatureOptimizer = makeOptimizer({ ...config, weightDecay: 0 });
    this.#rowGradients = new RowGradients(table.length / D, D, precision);
    this.#denseGradient = zeros(precision, dense.length);
    this.#logQ = positiveChance.map((chance) => config.logQStrength * portableLog(Math.max(chance, SMALLEST_CHANCE)));
    this.#learned = config.learnTemperature ? new LearnedTemperature(config.temperature) : undefined;
  }

  /** The temperature of the next step: the configured one, or what was learned from it. */
  get temperature(): number {
    return this.#learned?.temperature ?? this.#config.temperature;
  }

  /**
   * One step on a batch of pairs; returns the loss before it. `random` decides which identities are dropped, and what the
   * distance-weighted miner draws.
   */
  take(batch: PairBatch, learningRate: number, random: CounterRandom): number {
    const { normalize, parameters } = this.#model;
    const drop = { chance: this.#config.identityDropout, random };
    const candidateRows = candidateRowsOf(batch, this.#config);
    const anchorInputs = gatherInputs(this.#inputs, batch.anchors, drop);
    const candidateInputs = gatherInputs(this.#inputs, candidateRows, drop);
    const anchors = encodeForward(anchorInputs, parameters, normalize);
    const candidates = encodeForward(candidateInputs, parameters, normalize);
    const dAnchor = zerosLike(anchors.embeddings);
    const dCandidate = zerosLike(candidates.embeddings);
    const loss = this.#loss(
      { batch, candidateRows, anchors: anchors.embeddings, candidates: candidates.embeddings, D: parameters.D },
      random,
      { dAnchor, dCandidate },
    );
    const gradients = { table: this.#rowGradients, dense: this.#denseGradient };
    encodeBackward(anchorInputs, anchors, dAnchor, parameters.D, gradients);
    encodeBackward(candidateInputs, candidates, dCandidate, parameters.D, gradients);
    this.#update(learningRate);
    return loss;
  }

  #loss(pairs: EncodedPairs, random: CounterRandom, gradients: InfoNceGradients): number {
    const { loss, miner, symmetric } = this.#config;
    const labelled = labelledLossOf(loss, miner);
    if (labelled) return this.#labelled(labelled, pairs, random, gradients);
    if (loss === 'n-pair') return nPairOfPairs(pairs, this.#config, gradients);
    if (loss === 'triplet') return tripletOfPairs(pairs, this.#config, gradients);
    const into = this.#learned ? { ...gradients, dLogScale: this.#logScaleGradient } : gradients;
    return infoNceOfPairs(pairs, { temperature: this.temperature, symmetric }, this.#logQ, into);
  }

  /** Anchors and candidates as rows of one batch, labelled by the pairs that join their products. */
  #labelled(loss: LabelledLossName, pairs: EncodedPairs, random: CounterRandom, gradients: InfoNceGradients): number {
    const { batch, candidateRows, anchors, candidates, D } = pairs;
    const x = joined(anchors, candidates);
    const products = Int32Array.of(...batch.anchors, ...candidateRows);
    const dx = zerosLike(x);
    const value = labelledLoss(loss, { x, labels: batchLabels(batch, products), D }, this.#config, random, dx);
    gradients.dAnchor.set(dx.subarray(0, anchors.length));
    gradients.dCandidate.set(dx.subarray(anchors.length));
    return value;
  }

  #update(learningRate: number): void {
    const { table, dense } = this.#model.parameters;
    const { clipNorm } = this.#config;
    if (clipNorm > 0) clipGlobalNorm(this.#rowGradients, [this.#denseGradient, this.#logScaleGradient], clipNorm);
    this.#optimizer.beginStep(learningRate);
    this.#optimizer.updateRows('table', table, this.#rowGradients);
    this.#optimizer.update('dense', dense, this.#denseGradient);
    this.#rowGradients.clear();
    this.#denseGradient.fill(0);
    if (!this.#learned) return;
    this.#temperatureOptimizer.beginStep(learningRate);
    this.#temperatureOptimizer.update('log-scale', this.#learned.logScale, this.#logScaleGradient);
    this.#learned.clamp();
  }
}

function joined(first: Reals, second: Reals): Reals {
  const all = zerosLike(first, first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
