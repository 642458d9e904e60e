import type { FeatureBatch } from '../../features/feature-space.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import { type WeightedRows, WeightedRowsBuilder } from '../../likeness/weighted-rows.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { NO_NEGATIVE, type TrainingSet } from '../data/training-set.ts';
import { buildListwisePlan } from './build-listwise-plan.ts';
import { prepareModel } from './prepared-model.ts';
import type { Preparation, StepPlan } from './step-plan.ts';

/** Text alone is the truth here, and its order is to be kept: twice as sharp as where it only helps company. */
const SHARPER = 2;
/**
 * Half of the products must say so many tokens for two views of one to teach anything: where a product is a few tags, a view that
 * lacks one of them is another product, and training only loses what the random projection has of TF-IDF.
 */
const MIN_TOKENS = 8;
/** Products that an anchor is like by text, at most. */
const MAX_TEXT_NEIGHBOURS = 50;

/** A run on a catalog alone, and the pairs that it makes of it. */
export interface SelfSupervisedRun {
  /** The catalog; each product and its nearest by text are a pair. */
  readonly training: TrainingSet;
  readonly plan: StepPlan;
}

/**
 * A run on the catalog alone: every product, as a view with parts missing, is to find itself among all, and after itself those
 * that are like it by text.
 */
export function* prepareSelfSupervisedPlan(
  set: TrainingSet,
  inputDim: number,
  config: TrainingConfig,
  threads: Threads = oneThread,
): Generator<Preparation, SelfSupervisedRun, void> {
  yield 'reading the products';
  const catalog = set.products.slice(0, set.catalogSize);
  const prepared = prepareModel(catalog, [], inputDim, config);
  yield 'finding neighbours';
  const text = findTextNeighbours(prepared.inputs, MAX_TEXT_NEIGHBOURS, new Uint8Array(catalog.length).fill(1));
  const targets = buildLikenessTargets([{ rows: withItself(text), weight: 1 }], SHARPER * config.targetSharpness);
  const anchorWeights = new Float64Array(catalog.length).fill(1);
  const training = { products: catalog, catalogSize: catalog.length, pairs: nearestPairs(text), groups: [] };
  const share = medianTokens(prepared.inputs) < MIN_TOKENS ? 0 : 1;
  const tuning = { fields: null, textWeight: 1, textWeightsTried: [], matching: false, learningRateShare: share };
  const settings = { ...config, epochs: config.epochs * share };
  return { training, plan: buildListwisePlan(prepared, { targets, anchorWeights }, settings, tuning, threads) };
}

function medianTokens({ B, bags: { offsets } }: FeatureBatch): number {
  const lengths = Int32Array.from({ length: B }, (_, i) => offsets[i + 1]! - offsets[i]!).sort();
  return lengths[B >>> 1] ?? 0;
}

function nearestPairs({ offsets, columns }: WeightedRows): TrainingSet['pairs'] {
  return Array.from({ length: offsets.length - 1 }, (_, anchor) => anchor)
    .filter((anchor) => offsets[anchor] !== offsets[anchor + 1])
    .map((anchor) => ({ anchor, positive: columns[offsets[anchor]!]!, negative: NO_NEGATIVE }));
}

/** Each product is like itself by 1. */
function withItself({ offsets, columns, weights }: WeightedRows): WeightedRows {
  const builder = new WeightedRowsBuilder();
  for (let i = 0; i + 1 < offsets.length; i++) {
    const row = new Map([[i, 1]]);
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) row.set(columns[t]!, weights[t]!);
    builder.add([...row.keys()], (column) => row.get(column)!, row.size);
  }
  return builder.build();
}
