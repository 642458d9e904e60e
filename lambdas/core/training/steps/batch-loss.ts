import type { Kernels } from '../../kernels/kernels.ts';
import type { KnownPositives } from '../../likeness/known-positives.ts';
import { MIN_CHANCE } from '../../losses/chance-losses.ts';
import type { InfoNceGradients } from '../../losses/info-nce.ts';
import type { PairEvidence, PairLoss, RowLoss } from '../../losses/loss.ts';
import { getEvidence, losses } from '../../losses/registry.ts';
import { portableLog } from '../../numerics/portable-math.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import type { Reals } from '../../numerics/reals.ts';
import { ReusedArrays } from '../../numerics/reused-arrays.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import type { PairBatch } from '../data/pair-sampler.ts';
import { labelRows } from './batch-labels.ts';

/** A batch of B pairs, encoded: anchors (B, D) and candidates (C, D), of which the first B are the positives. */
export interface EncodedPairs {
  readonly batch: PairBatch;
  /** (C): the products that the candidates are. */
  readonly candidateRows: Int32Array;
  readonly anchors: Reals;
  readonly candidates: Reals;
  readonly D: number;
}

/**
 * The configured loss of encoded pairs: of anchors against candidates, or of both as the labelled rows of one batch.
 */
export class BatchLoss {
  readonly #config: TrainingConfig;
  readonly #kernels: Kernels;
  readonly #known: KnownPositives | undefined;
  /** (products): log q of each product as a candidate, times the strength of the correction. */
  readonly #logQ: Float64Array;
  readonly #joint: ReusedArrays;
  readonly #ofPairs: PairLoss | undefined;
  readonly #ofRows: RowLoss | undefined;

  /**
   * @param positiveChance (products): the chance that a drawn pair has a product as its positive.
   * @param known Products that are known to be similar, which are no negatives of each other (InfoNCE).
   * @throws RangeError for a loss of lists.
   */
  constructor(config: TrainingConfig, positiveChance: Float64Array, kernels: Kernels, known?: KnownPositives) {
    const evidence = getEvidence(config);
    if (evidence === 'lists')
      throw new RangeError(`batch loss: loss is ${config.loss}, expected a loss of pairs or rows`);
    this.#config = config;
    this.#kernels = kernels;
    this.#known = known;
    this.#logQ = positiveChance.map((chance) => config.logQStrength * portableLog(Math.max(chance, MIN_CHANCE)));
    this.#joint = new ReusedArrays(kernels);
    this.#ofPairs = evidence === 'pairs' ? losses[config.loss].ofPairs : undefined;
    this.#ofRows = losses[config.loss].ofRows;
  }

  /**
   * Computes the loss; the gradients of anchors and candidates are assigned.
   * @param temperature The configured temperature, or what was learned from it. @param random For miners that draw.
   */
  compute(pairs: EncodedPairs, temperature: number, random: CounterRandom, gradients: InfoNceGradients): number {
    if (this.#ofPairs === undefined) return this.#computeOfRows(pairs, random, gradients);
    const { symmetric, queryTower } = this.#config;
    const settings = { ...this.#config, temperature, symmetric: symmetric || queryTower };
    return this.#ofPairs(this.#kernels, this.#evidence(pairs), settings, gradients);
  }

  #evidence({ batch, candidateRows, anchors, candidates, D }: EncodedPairs): PairEvidence {
    const known = this.#known;
    return {
      anchors,
      candidates,
      B: batch.anchors.length,
      C: candidateRows.length,
      D,
      anchorIds: batch.anchors,
      candidateIds: candidateRows,
      candidateLabels: () => labelRows(batch, candidateRows),
      logQ: () => Float64Array.from(candidateRows, (row) => this.#logQ[row]!),
      ...(known && { knownMask: () => known.buildMask(batch.anchors, candidateRows) }),
    };
  }

  /** Anchors and candidates as rows of one batch, labelled by the pairs that join their products. */
  #computeOfRows(
    { batch, candidateRows, anchors, candidates, D }: EncodedPairs,
    random: CounterRandom,
    gradients: InfoNceGradients,
  ): number {
    const products = Int32Array.of(...batch.anchors, ...candidateRows);
    const [x, dx] = [this.#joint.reals('x', products.length * D), this.#joint.reals('dx', products.length * D)];
    x.set(anchors);
    x.set(candidates, anchors.length);
    const rows = { x, labels: labelRows(batch, products), D };
    const loss = this.#ofRows!(this.#kernels, rows, this.#config, random, dx);
    gradients.dAnchor.set(dx.subarray(0, anchors.length));
    gradients.dCandidate.set(dx.subarray(anchors.length));
    return loss;
  }
}
