import type { FeatureConfig } from '../../features/feature-config.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { type TokenWeightName, tokenFieldNames, tokenFields } from '../../features/product-tokens.ts';
import { isMatching } from '../../likeness/matching.ts';
import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { dropUnreadableParts } from '../../model/model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import { type TrainingSet, weightOf } from '../data/training-set.ts';
import { type Choice, fitMultinomialLogit } from './multinomial-logit.ts';
import type { TrainingTuning } from './training-tuning.ts';

/** The settings of the fields whose shares of the cosine are fitted: all token fields. */
const FIELDS = tokenFieldNames.map((name) => tokenFields[name].weight);
type Field = TokenWeightName;

/**
 * The weights with which a matching begins for fields that are off by default: they tell one product from another, and
 * in baskets and sessions they say nothing of what goes together.
 */
const MATCHING_WEIGHTS = { modelNumberWeight: 0.3, sizeWeight: 0.2 };

/** With fewer pairs the given weights are more reliable than fitted ones. */
const MIN_PAIRS = 50;
const MAX_PAIRS = 1000;
/** Negatives per anchor: the nearest by text, and random products. */
const NEAREST = 30;
const RANDOM = 30;

interface Pair {
  readonly anchor: number;
  readonly positive: number;
}

/**
 * Fits the shares of the text fields to training pairs, before training: a multinomial logit over the cosines of the
 * fields (McFadden 1974) with a prior at the given weights. It has few parameters, so a few hundred pairs are enough.
 * Negatives are the products nearest by text without co-occurrence with the anchor, and random products.
 * @param coOccurrence Partners of each product, which are no negatives.
 * @returns null with too few pairs or fields
 */
export function tuneFields(
  set: TrainingSet,
  coOccurrence: WeightedRows,
  config: TrainingConfig,
): TrainingTuning['fields'] {
  const pairs = drawPairs(set, config);
  const features = selectStart(config.features, coOccurrence);
  const fields = FIELDS.filter((field) => features[field] > 0);
  if (pairs.length < MIN_PAIRS) return null;
  const whole = extractInputs(set, features);
  const present = fields
    .map((field) => ({ field, inputs: extractInputs(set, selectField(features, field)) }))
    .filter(({ inputs }) => inputs.bags.tokens.length > 0);
  if (present.length < 2) return null;
  const inputs = present.map((one) => one.inputs);
  const choices = buildChoices(pairs, whole, coOccurrence, config.seed, inputs);
  const given = present.map(({ field }) => features[field]);
  const { shares, before, after } = fitMultinomialLogit(choices, given);
  const weights = Object.fromEntries(present.map(({ field }, f) => [field, shares[f]!]));
  return { weights, pairs: pairs.length, before, after };
}

/** The given weights, with those of `MATCHING_WEIGHTS` for fields that are off, if likeness is a matching. */
function selectStart(features: FeatureConfig, { offsets }: WeightedRows): FeatureConfig {
  const degrees = Int32Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1]! - offsets[i]!);
  if (!isMatching(degrees)) return features;
  const { modelNumberWeight, sizeWeight } = features;
  return {
    ...features,
    modelNumberWeight: modelNumberWeight || MATCHING_WEIGHTS.modelNumberWeight,
    sizeWeight: sizeWeight || MATCHING_WEIGHTS.sizeWeight,
  };
}

/** Training pairs in their given direction, and pairs drawn from groups. */
function drawPairs(set: TrainingSet, config: TrainingConfig): Pair[] {
  const random = new CounterRandom(config.seed, 'field pairs');
  const pairs = set.pairs.filter((pair) => weightOf(pair) > 0);
  const order = Int32Array.from(pairs.keys());
  random.shuffle(order);
  const given = Array.from(order.subarray(0, MAX_PAIRS), (row) => pairs[row]!);
  const sampler = new PairSampler({ ...set, pairs: [] }, config.sessionWindow);
  if (sampler.pairCount === 0) return given;
  const { anchors, positives } = sampler.draw(MAX_PAIRS - given.length, random);
  return [...given, ...Array.from(anchors, (anchor, i) => ({ anchor, positive: positives[i]! }))].filter(
    ({ anchor, positive }) => anchor !== positive,
  );
}

/** The features with one field alone. */
function selectField(features: FeatureConfig, field: Field): FeatureConfig {
  const none = Object.fromEntries(FIELDS.map((one) => [one, 0]));
  // Every name is a field of the feature configuration.
  return { ...features, ...none, [field]: 1, unknownBuckets: 0 } as FeatureConfig;
}

function extractInputs(set: TrainingSet, features: FeatureConfig): FeatureBatch {
  const space = fitFeatureSpace(set.products, [], features);
  return space.extract(dropUnreadableParts({ encoder: 'bag', space }, set.products));
}

/** For each pair the cosines by field of the anchor with the positive, which comes first, and with the negatives. */
function buildChoices(
  pairs: readonly Pair[],
  whole: FeatureBatch,
  coOccurrence: WeightedRows,
  seed: number,
  fields: readonly FeatureBatch[],
): Choice[] {
  const random = new CounterRandom(seed, 'field negatives');
  const N = whole.B;
  const isAnchor = new Uint8Array(N);
  for (const { anchor } of pairs) isAnchor[anchor] = 1;
  const near = findTextNeighbours(whole, NEAREST, new Uint8Array(N).fill(1), isAnchor);
  return pairs.map(({ anchor, positive }) => {
    const others = new Set(near.columns.subarray(near.offsets[anchor]!, near.offsets[anchor + 1]!));
    for (let i = 0; i < RANDOM; i++) others.add(random.integer(N));
    const { offsets, columns } = coOccurrence;
    for (const row of columns.subarray(offsets[anchor]!, offsets[anchor + 1]!)) others.delete(row);
    others.delete(anchor);
    others.delete(positive);
    const rows = [positive, ...others];
    return { alternatives: rows.length, cosines: fields.map((inputs) => computeCosines(inputs, anchor, rows)) };
  });
}

function computeCosines({ bags }: FeatureBatch, anchor: number, rows: readonly number[]): Float64Array {
  const weightOf = new Map<number, number>();
  for (let t = bags.offsets[anchor]!; t < bags.offsets[anchor + 1]!; t++)
    weightOf.set(bags.tokens[t]!, bags.weights[t]!);
  return Float64Array.from(rows, (row) => {
    let sum = 0;
    for (let t = bags.offsets[row]!; t < bags.offsets[row + 1]!; t++)
      sum += (weightOf.get(bags.tokens[t]!) ?? 0) * bags.weights[t]!;
    return sum;
  });
}
