import type { FeatureConfig } from '../../features/feature-config.ts';
import { type FeatureBatch, fitFeatureSpace } from '../../features/feature-space.ts';
import { type TokenWeightName, tokenFieldNames, tokenFields } from '../../features/product-tokens.ts';
import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { dropUnreadableParts } from '../../model/model.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingConfig } from '../config/training-config.ts';
import { PairSampler } from '../data/pair-sampler.ts';
import type { TrainingSet } from '../data/training-set.ts';
import { type Choice, fitMultinomialLogit } from './multinomial-logit.ts';
import type { TrainingTuning } from './training-tuning.ts';

/** The settings of the fields whose shares of the cosine are fitted: all token fields. */
const FIELDS = tokenFieldNames.map((name) => tokenFields[name].weight);
type Field = TokenWeightName;

/** Fewer pairs than this say less than the given weights. */
const MIN_PAIRS = 50;
const MAX_PAIRS = 1000;
/** Products that the positive is told apart from: the nearest by text, and some at random. */
const NEAREST = 30;
const RANDOM = 30;

/**
 * Fits the shares of the fields of text to training pairs, before any training: a multinomial logit over the cosines of the
 * fields (McFadden 1974), whose few numbers a few hundred pairs are enough for, held near the given weights. Negatives are the
 * products nearest by text that keep no company with the anchor, and some at random. Null where there are too few pairs or fields.
 * @param company What the training rows say of likeness.
 */
export function tuneFields(set: TrainingSet, company: WeightedRows, config: TrainingConfig): TrainingTuning['fields'] {
  const pairs = somePairs(set, config);
  const fields = FIELDS.filter((field) => config.features[field] > 0);
  if (pairs.length < MIN_PAIRS) return null;
  const whole = inputsWith(set, config.features);
  const spoken = fields
    .map((field) => ({ field, inputs: inputsWith(set, onlyField(config.features, field)) }))
    .filter(({ inputs }) => inputs.bags.tokens.length > 0);
  if (spoken.length < 2) return null;
  const choices = choicesOf(
    pairs,
    whole,
    company,
    config.seed,
    spoken.map(({ inputs }) => inputs),
  );
  const given = spoken.map(({ field }) => config.features[field]);
  const { shares, before, after } = fitMultinomialLogit(choices, given);
  const weights = Object.fromEntries(spoken.map(({ field }, f) => [field, shares[f]!]));
  return { weights, pairs: pairs.length, before, after };
}

/** The given pairs in their own direction, and pairs drawn of groups. */
function somePairs(set: TrainingSet, config: TrainingConfig): { anchor: number; positive: number }[] {
  const random = new CounterRandom(config.seed, 'field pairs');
  const order = Int32Array.from(set.pairs.keys());
  random.shuffle(order);
  const given = Array.from(order.subarray(0, MAX_PAIRS), (row) => set.pairs[row]!);
  const sampler = new PairSampler({ ...set, pairs: [] }, config.sessionWindow);
  if (sampler.pairCount === 0) return given;
  const { anchors, positives } = sampler.draw(MAX_PAIRS - given.length, random);
  return [...given, ...Array.from(anchors, (anchor, i) => ({ anchor, positive: positives[i]! }))].filter(
    ({ anchor, positive }) => anchor !== positive,
  );
}

function onlyField(features: FeatureConfig, field: Field): FeatureConfig {
  const none = Object.fromEntries(FIELDS.map((one) => [one, 0]));
  // Every name is one of the configuration's.
  return { ...features, ...none, [field]: 1, unknownBuckets: 0 } as FeatureConfig;
}

function inputsWith(set: TrainingSet, features: FeatureConfig): FeatureBatch {
  const space = fitFeatureSpace(set.products, [], features);
  return space.extract(dropUnreadableParts({ encoder: 'bag', space }, set.products));
}

/** For each pair the cosines of the anchor with the positive (first) and with the negatives, by field. */
function choicesOf(
  pairs: readonly { anchor: number; positive: number }[],
  whole: FeatureBatch,
  company: WeightedRows,
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
    for (const row of company.columns.subarray(company.offsets[anchor]!, company.offsets[anchor + 1]!))
      others.delete(row);
    others.delete(anchor);
    others.delete(positive);
    const rows = [positive, ...others];
    return { alternatives: rows.length, cosines: fields.map((inputs) => cosinesOf(inputs, anchor, rows)) };
  });
}

function cosinesOf({ bags }: FeatureBatch, anchor: number, rows: readonly number[]): Float64Array {
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
