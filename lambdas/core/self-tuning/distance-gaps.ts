import { encodeForward } from '../encoder/encoder.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { type DistanceName, distances } from '../losses/distances.ts';
import type { Model } from '../model/model.ts';
import { portableLog } from '../numerics/portable-math.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { PairSampler } from '../training/data/pair-sampler.ts';
import { gatherInputs } from '../training/steps/batch-inputs.ts';

/** Pairs drawn, and others of them that each anchor is held against. */
const PAIRS = 512;
const NEGATIVES = 16;

/** How much farther negatives are than positives on a sample: d(a, n) - d(a, p), in rising order. */
export type DistanceGaps = Readonly<Record<DistanceName, Float64Array>>;

/**
 * The gaps of a sample of training pairs under a model. Negatives are the positives of the next pairs; those that are the
 * anchor or its positive once more are left out.
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

/** The value that a share of sorted values lies below; undefined for none. @param share In [0, 1]. */
export function selectQuantile(sorted: Float64Array, share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Margins below are met by a hair, and by a space at one point (docs/watchdog.md). */
const MIN_MARGIN = 0.02;

/**
 * The margin that a share of the sampled triplets has not met yet, so that they still have something to learn; at least 0.02.
 * Undefined where there is no gap.
 */
export function deriveMargin(gaps: DistanceGaps, distance: DistanceName, share: number): number | undefined {
  const gap = selectQuantile(gaps[distance], share);
  return gap === undefined ? undefined : Math.max(MIN_MARGIN, gap);
}

/** Beyond these a softmax is a maximum, or no choice at all. */
const MIN_TEMPERATURE = 0.02;
const MAX_TEMPERATURE = 0.5;

/**
 * The temperature at which an anchor with a gap of that quantile finds its positive among C candidates by even odds: of
 * 1 / (1 + (C - 1) e^(-gap / temperature)) = 1/2; in [0.02, 0.5]. Undefined where the gap is not above 0, or C below 3.
 */
export function deriveTemperature(gaps: DistanceGaps, candidates: number, share: number): number | undefined {
  const gap = selectQuantile(gaps.cosine, share);
  if (gap === undefined || gap <= 0 || candidates < 3) return undefined;
  return Math.min(MAX_TEMPERATURE, Math.max(MIN_TEMPERATURE, gap / portableLog(candidates - 1)));
}
