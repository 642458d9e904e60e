import { encodeForward } from '../encoder/encoder.ts';
import { losses } from '../losses/registry.ts';
import { tripletLoss } from '../losses/triplet.ts';
import type { Model } from '../model/model.ts';
import { normalizeRowsForward } from '../numerics/normalize.ts';
import type { Reals } from '../numerics/reals.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { alignment, centerRows, countDeadDimensions, medianNorm, rankMe, uniformity } from './embedding-health.ts';
import type { WatchedSample } from './watched-sample.ts';

/**
 * What the watchdog measured at one check. Plain JSON, in which NaN is null. Reports store the checks of a run as
 * `looks`.
 */
export interface EmbeddingCheck {
  /** Steps taken before it; 0 is the untrained model. */
  readonly step: number;
  /** Mean loss since the last check; null before the first step. */
  readonly loss: number | null;
  /** Directions in use by the embeddings as they are served, 1 to min(N, D). */
  readonly rankMe: number;
  /** The same for the embeddings less their mean. */
  readonly rankMeCentred: number;
  /** Mean squared distance of the pairs, of unit embeddings: 0 to 4, lower is closer. */
  readonly alignment: number;
  /** Of unit embeddings: 0 if collapsed, about -4 if spread. */
  readonly uniformity: number;
  /** Dimensions in which all products are about equal. */
  readonly deadDimensions: number;
  /** Median length of the embeddings before normalisation. */
  readonly norm: number;
  /**
   * Losses of triplets: the share of the triplets of the sample that have a gradient, 0 to 1. Null for other losses.
   */
  readonly activeShare: number | null;
}

/** Measures the embeddings of a sample under a model in training, without changing the model. */
export function checkEmbeddings(
  model: Model,
  sample: WatchedSample,
  config: TrainingConfig,
  step: number,
  loss: number | null,
): EmbeddingCheck {
  const { D } = model.parameters;
  const N = sample.rows.length;
  const z = encodeForward(sample.inputs, model.parameters, false).embeddings;
  const unit = new Float64Array(N * D);
  normalizeRowsForward(z, unit, new Float64Array(N), N, D);
  const served = model.normalize ? unit : z;
  const B = sample.anchors.length;
  return {
    step,
    loss,
    rankMe: rankMe(served, N, D),
    rankMeCentred: rankMe(centerRows(served, N, D), N, D),
    alignment: alignment(gatherRows(unit, sample.anchors, D), gatherRows(unit, sample.positives, D), B, D),
    uniformity: uniformity(unit, N, D),
    deadDimensions: countDeadDimensions(served, N, D),
    norm: medianNorm(z, N, D),
    activeShare: losses[config.loss].margin === 'triplet' ? computeActiveShare(served, sample, config, D) : null,
  };
}

/**
 * Measures only the median length of the embeddings of the sample, before normalisation. It costs no more than the
 * encoder.
 */
export function measureMedianNorm(model: Model, sample: WatchedSample): number {
  const z = encodeForward(sample.inputs, model.parameters, false).embeddings;
  return medianNorm(z, sample.rows.length, model.parameters.D);
}

function computeActiveShare(served: Reals, sample: WatchedSample, config: TrainingConfig, D: number): number {
  const { distance, margin } = config;
  const [a, p, n] = [sample.anchors, sample.positives, sample.negatives].map((places) => gatherRows(served, places, D));
  const B = sample.anchors.length;
  return tripletLoss(a!, p!, n!, B, D, { distance, margin }).active / B;
}

function gatherRows(z: Reals, places: Int32Array, D: number): Float64Array {
  const rows = new Float64Array(places.length * D);
  for (const [i, place] of places.entries()) rows.set(z.subarray(place * D, (place + 1) * D), i * D);
  return rows;
}
