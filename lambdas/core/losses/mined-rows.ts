import type { MinedPairs, TripletIndices } from '../miners/mined.ts';
import { type MinerName, type MiningBatch, minePairs, mineTriplets } from '../miners/registry.ts';
import type { CounterRandom } from '../numerics/random.ts';
import type { DistanceName } from './distances.ts';
import type { LabelledRows } from './loss.ts';
import type { LossSettings } from './loss-settings.ts';
import { PairDistances } from './pair-distances.ts';
import type { Margin } from './scalar-losses.ts';

/**
 * What a mined loss is computed from: the distances of labelled rows, and the pairs or triplets that the miner selects
 * among them.
 */
export class MinedRows {
  readonly distances: PairDistances;
  readonly #batch: MiningBatch;
  readonly #miner: MinerName;

  /** @param distance The distance of the loss. Without a miner every pair or triplet is selected. */
  constructor(
    { x, labels, D }: LabelledRows,
    distance: DistanceName,
    { miner, minerEpsilon }: Pick<LossSettings, 'miner' | 'minerEpsilon'>,
    random: CounterRandom,
  ) {
    const distances = new PairDistances(x, labels.length, D, distance);
    this.distances = distances;
    this.#miner = miner === 'none' ? 'all' : miner;
    this.#batch = {
      labels,
      D,
      distances: distances.values,
      get cosineDistances() {
        return distances.name === 'cosine' ? distances.values : new PairDistances(x, labels.length, D, 'cosine').values;
      },
      epsilon: minerEpsilon,
      random,
    };
  }

  selectPairs(): MinedPairs {
    return minePairs(this.#miner, this.#batch);
  }

  selectTriplets(): TripletIndices {
    return mineTriplets(this.#miner, this.#batch);
  }
}

/**
 * A margin that must be a number. @throws RangeError for `soft`, which the checked configuration does not give to such
 * a loss.
 */
export function numericMargin(margin: Margin): number {
  if (margin === 'soft') throw new RangeError('loss of labelled rows: margin is soft, expected a number');
  return margin;
}
