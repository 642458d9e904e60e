import type { FeatureConfig } from '../../features/feature-config.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { LEAST_VECTOR_WEIGHT } from '../../features/given-vectors.ts';
import { tokenFields } from '../../features/product-tokens.ts';
import type { KnownLikeness } from '../../likeness/known-likeness.ts';
import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { dropUnreadableParts } from '../../model/model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import { type TrainingSet, weightOf } from '../data/training-set.ts';
import { type ChoiceField, toTokenField } from './choice-fields.ts';
import { computeGain, fitMultinomialLogit } from './multinomial-logit.ts';
import { type ChoiceOfProducts, chooseByRank } from './rank-vector-weights.ts';
import type { TrainingTuning } from './training-tuning.ts';
import { listVectorFields, type TunedVector, toChoiceField, weighVectorsByTexts } from './tune-vectors.ts';

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
/** Vectors without which the pairs are nearly as likely, by this log-likelihood of all pairs, have the least weight. */
const MIN_GAIN = 3;

interface Pair {
  readonly anchor: number;
  readonly positive: number;
}

/** The weights of fields and of given vectors. */
interface TunedFields {
  readonly fields: TrainingTuning['fields'];
  /** Each given vector that the products have. */
  readonly vectors: readonly TunedVector[];
}

/**
 * Fits the shares of the text fields and of given vectors to training pairs, before training: a multinomial logit over
 * the cosines of the fields (McFadden 1974) with a prior at the given weights. It has few parameters, so a few hundred
 * pairs are enough. Negatives are the products nearest by text, and by each vector, without co-occurrence with the
 * anchor, and random products. With too few pairs or fields the fields keep their weights, and texts decide on vectors.
 * @param likeness Partners are no negatives; in a matching or clusters, fields that are off are fitted too.
 */
export function tuneFields(
  set: TrainingSet,
  { coOccurrence, kind }: KnownLikeness,
  config: TrainingConfig,
): TunedFields {
  const pairs = drawPairs(set, config);
  const features = kind === 'other' ? config.features : withMatchingWeights(config.features);
  const space = fitFeatureSpace(set.products, [], features);
  const products = dropUnreadableParts({ encoder: 'bag', space }, set.products);
  const whole = space.extract(products);
  const vectors = listVectorFields(space, whole, set.products);
  const byTexts = () => weighVectorsByTexts(vectors, whole, features.vectorWeight, config.seed);
  if (pairs.length < MIN_PAIRS) return { fields: null, vectors: byTexts() };
  const present = [...space.extractFields(products)]
    .map(([name, bags]) => ({ field: tokenFields[name].weight, bags }))
    .filter(({ bags }) => bags.tokens.length > 0);
  if (present.length + vectors.length < 2) return { fields: null, vectors: byTexts() };
  const ofTokens = present.map(({ field, bags }) => toTokenField(bags, features[field]));
  const tokenSum = ofTokens.reduce((sum, { given }) => sum + given, 0) || 1;
  const ofVectors = vectors.map((vector) => toChoiceField(vector, tokenSum * features.vectorWeight ** 2));
  const choices = buildChoices(pairs, whole, coOccurrence, config.seed, [...ofTokens, ...ofVectors]);
  const fit = fitMultinomialLogit(
    choices,
    [...ofTokens, ...ofVectors].map(({ given }) => given),
  );
  const { before, after } = fit;
  const sumOfTokens = fit.shares.slice(0, present.length).reduce((sum, share) => sum + share, 0) || 1;
  const weights = present.map(({ field }, f) => [field, (fit.shares[f]! * tokenSum) / sumOfTokens]);
  const fitted = vectors.map(({ rows }, v) => {
    const field = present.length + v;
    const isWorth = computeGain(choices, fit, field) >= MIN_GAIN;
    const weight = isWorth ? Math.sqrt(fit.shares[field]! / sumOfTokens) : 0;
    return { field, weight, hasVector: (row: number) => rows.squares[row]! > 0 };
  });
  const ranked = chooseByRank(choices, fit.shares, fitted);
  return {
    fields: { weights: Object.fromEntries(weights), pairs: pairs.length, before, after },
    vectors: vectors.map(({ name, products, unread }, v) => {
      const weight = Math.max(LEAST_VECTOR_WEIGHT, ranked[v]!);
      return { name, weight, products, unread, decidedBy: 'training-rows' };
    }),
  };
}

/** The given weights, with those of `MATCHING_WEIGHTS` for fields that are off. */
function withMatchingWeights(features: FeatureConfig): FeatureConfig {
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

/** For each pair the cosines by field of the anchor with the positive, which comes first, and with the negatives. */
function buildChoices(
  pairs: readonly Pair[],
  whole: FeatureBatch,
  coOccurrence: WeightedRows,
  seed: number,
  fields: readonly ChoiceField[],
): ChoiceOfProducts[] {
  const random = new CounterRandom(seed, 'field negatives');
  const N = whole.B;
  const isAnchor = new Uint8Array(N);
  for (const { anchor } of pairs) isAnchor[anchor] = 1;
  const near = findTextNeighbours(whole, NEAREST, new Uint8Array(N).fill(1), isAnchor);
  const nearByField = fields.flatMap(({ findNearest }) => findNearest?.(isAnchor, NEAREST) ?? []);
  return pairs.map(({ anchor, positive }) => {
    const others = new Set(near.columns.subarray(near.offsets[anchor]!, near.offsets[anchor + 1]!));
    for (const nearestTo of nearByField) for (const row of nearestTo(anchor)) others.add(row);
    for (let i = 0; i < RANDOM; i++) others.add(random.integer(N));
    const { offsets, columns } = coOccurrence;
    for (const row of columns.subarray(offsets[anchor]!, offsets[anchor + 1]!)) others.delete(row);
    others.delete(anchor);
    others.delete(positive);
    const rows = [positive, ...others];
    return { rows, alternatives: rows.length, cosines: fields.map((field) => field.computeCosines(anchor, rows)) };
  });
}
