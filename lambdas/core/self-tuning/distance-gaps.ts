import { encodeForward } from '../encoder/encoder.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { type DistanceName, distances } from '../losses/distances.ts';
import type { Model } from '../model/model.ts';
import { portableLog } from '../numerics/portable-math.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { PairSampler } from '../training/data/pair-sampler.ts';
import { gatherInputs } from '../training/steps/batch-inputs.ts';

/** Pairs in the sample. */
const PAIRS = 512;
/** Negatives per anchor: the positives of other pairs. */
const NEGATIVES = 16;

/** How much farther negatives are than positives on a sample: d(a, n) - d(a, p), sorted ascending. */
export type DistanceGaps = Readonly<Record<DistanceName, Float64Array>>;

/**
 * Measures the gaps of a sample of training pairs under a model. Negatives are the positives of the next pairs, without
 * the anchor and its positive.
 */
export function measureDistanceGaps(
  model: Model,
  inputs: FeatureBatch,
  sampler: PairSampler,
  seed: number,
): DistanceGaps {
  const { anchors, positives } = sampler.draw(PAIRS, new CounterRandom(seed, 'distance gaps'));
  const { D } = model.parameters;
  const embed = (rows: Int32Array) =>
    encodeForward(gatherInputs(inputs, rows), model.parameters, model.normalize).embeddings;
  const [a, p] = [embed(anchors), embed(positives)];
  const gapsBy = (name: DistanceName): Float64Array => {
    const gaps: number[] = [];
    for (let i = 0; i < PAIRS; i++) {
      const near = distances[name].value(a, i, p, i, D);
      for (let step = 1; step <= NEGATIVES; step++) {
        const j = (i + step) % PAIRS;
        if (positives[j] === positives[i] || positives[j] === anchors[i]) continue;
        gaps.push(distances[name].value(a, i, p, j, D) - near);
      }
    }
    return Float64Array.from(gaps).sort();
  };
  return {
    'squared-euclidean': gapsBy('squared-euclidean'),
    euclidean: gapsBy('euclidean'),
    cosine: gapsBy('cosine'),
  };
}

/** The quantile of sorted values; undefined without values. @param share In [0, 1]. */
export function selectQuantile(sorted: Float64Array, share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** A smaller margin is met by tiny differences, and by a space that collapses to one point (docs/watchdog.md). */
const MIN_MARGIN = 0.02;

/**
 * Derives the margin that a share of the sampled triplets does not meet yet, so that they still have a loss; at least
 * 0.02. Undefined without gaps.
 */
export function deriveMargin(gaps: DistanceGaps, distance: DistanceName, share: number): number | undefined {
  const gap = selectQuantile(gaps[distance], share);
  return gap === undefined ? undefined : Math.max(MIN_MARGIN, gap);
}

/** At a lower temperature a softmax is a maximum; at a higher one it is nearly uniform. */
const MIN_TEMPERATURE = 0.02;
const MAX_TEMPERATURE = 0.5;

/**
 * Derives the temperature at which an anchor with a gap of that quantile finds its positive among C candidates with
 * probability 1/2: 1 / (1 + (C - 1) e^(-gap / temperature)) = 1/2. In [0.02, 0.5]. Undefined if the gap is not above 0,
 * or if C is below 3.
 */
export function deriveTemperature(gaps: DistanceGaps, candidates: number, share: number): number | undefined {
  const gap = selectQuantile(gaps.cosine, share);
  if (gap === undefined || gap <= 0 || candidates < 3) return undefined;
  return Math.min(MAX_TEMPERATURE, Math.max(MIN_TEMPERATURE, gap / portableLog(candidates - 1)));
}
