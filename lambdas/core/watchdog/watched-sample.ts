import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { PairSampler } from '../training/data/pair-sampler.ts';
import { NO_NEGATIVE } from '../training/data/training-set.ts';
import { gatherInputs } from '../training/steps/batch-inputs.ts';

/** Pairs that are drawn to look at: of at most 256 products, and their given negatives. */
const SAMPLED_PAIRS = 128;

/** Some pairs of the training data, and what the encoder reads of their products. Drawn once, from a stream of its own. */
export interface WatchedSample {
  /** (N): rows of products, each once, in rising order. */
  readonly rows: Int32Array;
  /** Of the N products. */
  readonly products: readonly Product[];
  readonly inputs: FeatureBatch;
  /** (B): the places of the pairs' products among the N; a negative that is not given is the next pair's positive. */
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** @param products, inputs Of the whole training set, in the order that pairs name them by. */
export function drawWatchedSample(
  sampler: PairSampler,
  products: readonly Product[],
  inputs: FeatureBatch,
  seed: number,
): WatchedSample {
  const { anchors, positives, negatives } = sampler.draw(SAMPLED_PAIRS, new CounterRandom(seed, 'watchdog pairs'));
  const given = negatives.map((row, i) => (row === NO_NEGATIVE ? otherPositive(anchors, positives, i) : row));
  const rows = Int32Array.from(new Set([...anchors, ...positives, ...given])).sort();
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  const places = (of: Int32Array): Int32Array => of.map((row) => placeOf.get(row)!);
  return {
    rows,
    products: Array.from(rows, (row) => products[row]!),
    inputs: gatherInputs(inputs, rows),
    anchors: places(anchors),
    positives: places(positives),
    negatives: places(given),
  };
}

/** The next positive that is neither of the pair; the pair's own where there is none. */
function otherPositive(anchors: Int32Array, positives: Int32Array, i: number): number {
  for (let step = 1; step < positives.length; step++) {
    const row = positives[(i + step) % positives.length]!;
    if (row !== positives[i] && row !== anchors[i]) return row;
  }
  return positives[i]!;
}
