import type { FeatureConfig } from '../../features/feature-config.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { oneThread, type Threads } from '../../kernels/threads.ts';
import { buildLikenessTargets } from '../../likeness/likeness-targets.ts';
import { type WeightedRows, WeightedRowsBuilder } from '../../likeness/weighted-rows.ts';
import { dropUnreadableParts } from '../../model/model.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { TrainingError } from '../config/training-error.ts';
import { NO_NEGATIVE, type TrainingSet } from '../data/training-set.ts';
import { buildListwisePlan, MAX_TEXT_NEIGHBOURS } from './build-listwise-plan.ts';
import { confirmFields } from './confirm-fields.ts';
import { findNeighbours, prepareModel } from './prepared-model.ts';
import type { Preparation, StepPlan } from './step-plan.ts';
import type { TrainingTuning } from './training-tuning.ts';
import { listVectorFields, type TunedVector, weightsOf, weighVectorsByTexts } from './tune-vectors.ts';

/** Text is the only evidence here, so its targets are twice as sharp as where it only complements co-occurrence. */
const SHARPNESS_FACTOR = 2;
/**
 * The smallest median number of tokens per product at which steps are taken. When a product is a few tags, a view
 * without one of them is another product. Training then only loses the TF-IDF similarity of the random projection.
 */
const MIN_TOKENS = 8;

/** A run on a catalog alone. */
export interface SelfSupervisedRun {
  /** The catalog, with a pair of each product and its nearest by text; of itself twice if no two share a word. */
  readonly training: TrainingSet;
  readonly plan: StepPlan;
}

/**
 * Prepares a run on the catalog alone. Each anchor is a view of a product with parts missing; its targets are the
 * product itself and its text neighbours. A catalog in which no two products share a word keeps its first weights,
 * because views have nothing to teach.
 * @throws TrainingError `nothing-to-learn` if no product has content that can be read
 */
export function* prepareSelfSupervisedPlan(
  set: TrainingSet,
  inputDim: number,
  config: TrainingConfig,
  threads: Threads = oneThread,
): Generator<Preparation, SelfSupervisedRun, void> {
  yield 'tuning the field weights';
  const catalog = set.products.slice(0, set.catalogSize);
  const { views, vectors, features } = weighFields(catalog, config);
  yield 'reading the products';
  const prepared = prepareModel(
    catalog,
    [],
    inputDim,
    { ...config, features },
    {
      vectorWeights: weightsOf(vectors),
      // The budget does not bound the numbers: of this training a quarter is kept, so numbers count more than steps.
      numbersLimit: set.numbersLimit,
    },
  );
  if (!hasContent(prepared.inputs)) throw noContent(catalog.length);
  yield 'finding neighbours';
  const text = findNeighbours(prepared, MAX_TEXT_NEIGHBOURS, new Uint8Array(catalog.length).fill(1));
  const targets = buildLikenessTargets([{ rows: addSelf(text), weight: 1 }], SHARPNESS_FACTOR * config.targetSharpness);
  const anchorWeights = new Float64Array(catalog.length).fill(1);
  const nearest = buildNearestPairs(text);
  const pairs =
    nearest.length > 0 ? nearest : catalog.map((_, row) => ({ anchor: row, positive: row, negative: NO_NEGATIVE }));
  const training = { products: catalog, catalogSize: catalog.length, pairs, groups: [] };
  const share = nearest.length === 0 || computeMedianTokens(prepared.inputs) < MIN_TOKENS ? 0 : 1;
  const tuning: TrainingTuning = {
    fields: null,
    views,
    vectors,
    textWeight: 1,
    textWeightBy: 'default',
    textWeightsTried: [],
    matching: false,
    learningRateShare: share,
  };
  const settings = { ...config, epochs: config.epochs * share };
  return { training, plan: buildListwisePlan(prepared, { targets, anchorWeights }, settings, tuning, threads) };
}

/** The weights of fields by how far they agree with each other, and those of given vectors by the texts. */
function weighFields(catalog: TrainingSet['products'], { encoder, tuneFields, features: given, seed }: TrainingConfig) {
  if (encoder !== 'bag' || !tuneFields) return { views: [], vectors: [], features: given };
  const { weights, views } = confirmFields(catalog, given, seed);
  const features = { ...given, ...weights };
  return { views, vectors: weighVectors(catalog, features, seed), features };
}

function weighVectors(catalog: TrainingSet['products'], features: FeatureConfig, seed: number): TunedVector[] {
  if (!catalog.some(({ vectors }) => vectors !== undefined)) return [];
  const space = fitFeatureSpace(catalog, [], features);
  const inputs = space.extract(dropUnreadableParts({ encoder: 'bag', space }, catalog));
  return weighVectorsByTexts(listVectorFields(space, inputs, catalog), inputs, features.vectorWeight, seed);
}

/** Whether a product has a token, or a number other than 0. */
function hasContent({ bags, dense }: FeatureBatch): boolean {
  return bags.tokens.length > 0 || dense.some((value) => value !== 0);
}

function noContent(products: number): TrainingError {
  return new TrainingError(
    'nothing-to-learn',
    `no product of the catalog has content that can be read (${products} checked), so no vector can be made: give them ` +
      'titles, categories, attributes or vectors, and upload the catalog again',
  );
}

function computeMedianTokens({ B, bags: { offsets } }: FeatureBatch): number {
  const lengths = Int32Array.from({ length: B }, (_, i) => offsets[i + 1]! - offsets[i]!).sort();
  return lengths[B >>> 1] ?? 0;
}

function buildNearestPairs({ offsets, columns }: WeightedRows): TrainingSet['pairs'] {
  return Array.from({ length: offsets.length - 1 }, (_, anchor) => anchor)
    .filter((anchor) => offsets[anchor] !== offsets[anchor + 1])
    .map((anchor) => ({ anchor, positive: columns[offsets[anchor]!]!, negative: NO_NEGATIVE }));
}

/** Adds to each row the product itself, with weight 1. */
function addSelf({ offsets, columns, weights }: WeightedRows): WeightedRows {
  const builder = new WeightedRowsBuilder();
  for (let i = 0; i + 1 < offsets.length; i++) {
    const row = new Map([[i, 1]]);
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) row.set(columns[t]!, weights[t]!);
    builder.add([...row.keys()], (column) => row.get(column)!, row.size);
  }
  return builder.build();
}
