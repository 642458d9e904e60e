import type { Product } from '../catalog/product.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { PairSampler } from '../training/data/pair-sampler.ts';
import { NO_NEGATIVE } from '../training/data/training-set.ts';
import { gatherInputs } from '../training/steps/batch-inputs.ts';

/** Pairs of the sample: at most 256 products, and their given negatives. */
const SAMPLED_PAIRS = 128;

/**
 * Some pairs of the training data, and the encoder inputs of their products. Drawn once, from a random stream of its
 * own.
 */
export interface WatchedSample {
  /** (N): rows of products, each once, in ascending order. */
  readonly rows: Int32Array;
  /** Of the N products. */
  readonly products: readonly Product[];
  readonly inputs: FeatureBatch;
  /**
   * (B): the places of the products of the pairs among the N. Without a given negative, it is the positive of the next
   * pair.
   */
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Draws the sample. @param products, inputs Of the whole training set, in the order of the product rows in pairs. */
export function drawWatchedSample(
  sampler: PairSampler,
  products: readonly Product[],
  inputs: FeatureBatch,
  seed: number,
): WatchedSample {
  const { anchors, positives, negatives } = sampler.draw(SAMPLED_PAIRS, new CounterRandom(seed, 'watchdog pairs'));
  const given = negatives.map((row, i) => (row === NO_NEGATIVE ? selectOtherPositive(anchors, positives, i) : row));
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

/** The next positive that is not in the pair; if there is none, the positive of the pair itself. */
function selectOtherPositive(anchors: Int32Array, positives: Int32Array, i: number): number {
  for (let step = 1; step < positives.length; step++) {
    const row = positives[(i + step) % positives.length]!;
    if (row !== positives[i] && row !== anchors[i]) return row;
  }
  return positives[i]!;
}
