import { encodeForward } from '../encoder/encoder.ts';
import { losses } from '../losses/registry.ts';
import { tripletLoss } from '../losses/triplet.ts';
import type { Model } from '../model/model.ts';
import { normalizeRowsForward } from '../numerics/normalize.ts';
import type { Reals } from '../numerics/reals.ts';
import type { TrainingConfig } from '../training/config/training-config.ts';
import { alignment, centerRows, deadDimensions, medianNorm, rankMe, uniformity } from './embedding-health.ts';
import type { WatchedSample } from './watched-sample.ts';

/** What the watchdog saw at one look: plain JSON, NaN as null there. */
export interface EmbeddingCheck {
  /** Steps taken before it; 0 is the untrained model. */
  readonly step: number;
  /** Mean loss since the look before; null before the first step. */
  readonly loss: number | null;
  /** Directions in use of the embeddings as they are served, 1 to min(N, D); and of those less their mean. */
  readonly rankMe: number;
  readonly rankMeCentred: number;
  /** Of unit embeddings: mean squared distance of the pairs, 0 to 4, lower is closer. */
  readonly alignment: number;
  /** Of unit embeddings: 0 collapsed, about -4 spread. */
  readonly uniformity: number;
  /** Dimensions in which all products are about the same. */
  readonly deadDimensions: number;
  /** The median length of embeddings before any normalisation. */
  readonly norm: number;
  /** Losses made of triplets: the share of the sample's triplets that have a gradient, 0 to 1; null for another loss. */
  readonly activeShare: number | null;
}

/** Looks at a model in the midst of training, which it leaves as it is. */
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
    alignment: alignment(rowsAt(unit, sample.anchors, D), rowsAt(unit, sample.positives, D), B, D),
    uniformity: uniformity(unit, N, D),
    deadDimensions: deadDimensions(served, N, D),
    norm: medianNorm(z, N, D),
    activeShare: losses[config.loss].margin === 'triplet' ? activeShareOf(served, sample, config, D) : null,
  };
}

/** The median length of the sample's embeddings before any normalisation: a look for the price of the encoder. */
export function measureMedianNorm(model: Model, sample: WatchedSample): number {
  const z = encodeForward(sample.inputs, model.parameters, false).embeddings;
  return medianNorm(z, sample.rows.length, model.parameters.D);
}

function activeShareOf(served: Reals, sample: WatchedSample, config: TrainingConfig, D: number): number {
  const { distance, margin } = config;
  const [a, p, n] = [sample.anchors, sample.positives, sample.negatives].map((places) => rowsAt(served, places, D));
  const B = sample.anchors.length;
  return tripletLoss(a!, p!, n!, B, D, { distance, margin }).active / B;
}

function rowsAt(z: Reals, places: Int32Array, D: number): Float64Array {
  const rows = new Float64Array(places.length * D);
  for (const [i, place] of places.entries()) rows.set(z.subarray(place * D, (place + 1) * D), i * D);
  return rows;
}
