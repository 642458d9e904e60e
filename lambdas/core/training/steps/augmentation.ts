import type { FeatureBatch } from '../../features/feature-space.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { NO_FIELD, type ViewFields } from './view-fields.ts';

/** What can be missing in a view. */
export interface Dropout {
  /** The chance of each token, and of each number of a vector, to be missing; in [0, 1). */
  readonly tokens: number;
  /** The chance of each field to be missing whole, in [0, 1). */
  readonly fields: number;
}

/**
 * Returns views of the products, with parts missing: first whole fields (SCARF, Bahri et al. 2022, section 3, corrupts
 * features), then single tokens and dense inputs. The remaining parts have the same weights; the normalisation of the
 * encoder compensates. A product never loses all its fields, nor all its tokens.
 * @param fieldsOf The field of each row of the token table and of each dense input.
 */
export function augmentBatch(
  batch: FeatureBatch,
  corruption: Dropout,
  fieldsOf: ViewFields,
  random: CounterRandom,
): FeatureBatch {
  const view = { ...batch, bags: { ...batch.bags, weights: Float32Array.from(batch.bags.weights) } };
  const dense = Float64Array.from(batch.dense);
  const F = batch.B === 0 ? 0 : dense.length / batch.B;
  for (let i = 0; i < batch.B; i++) {
    const missing = corruption.fields > 0 ? drawMissingFields(view, i, corruption.fields, fieldsOf, random) : NONE;
    dropTokens(view, i, corruption.tokens, missing, fieldsOf, random);
    for (let f = 0; f < F; f++) if (missing.has(fieldsOf.ofDense[f]!)) dense[i * F + f] = 0;
  }
  return { ...view, dense: dense.map((value) => (random.uniform() < corruption.tokens ? 0 : value)) };
}

const NONE: ReadonlySet<number> = new Set();

/** Draws the fields that a product loses: of those it has, each with the given chance, except one. */
function drawMissingFields(
  { bags, dense, B }: FeatureBatch,
  i: number,
  chance: number,
  { ofRow, ofDense }: ViewFields,
  random: CounterRandom,
): ReadonlySet<number> {
  const present = new Set<number>();
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) present.add(ofRow[bags.tokens[t]!]!);
  const F = dense.length / B;
  for (let f = 0; f < F; f++) if (dense[i * F + f] !== 0) present.add(ofDense[f]!);
  present.delete(NO_FIELD);
  const fields = [...present].sort((a, b) => a - b);
  if (fields.length < 2) return NONE;
  const kept = fields[random.integer(fields.length)];
  return new Set(fields.filter((field) => random.uniform() < chance && field !== kept));
}

/**
 * Sets the weights of tokens of missing fields to 0, in place, and of others by chance. One token of the present fields
 * always stays.
 */
function dropTokens(
  { bags }: FeatureBatch,
  i: number,
  chance: number,
  missing: ReadonlySet<number>,
  { ofRow }: ViewFields,
  random: CounterRandom,
): void {
  const places: number[] = [];
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) {
    if (missing.has(ofRow[bags.tokens[t]!]!)) bags.weights[t] = 0;
    else places.push(t);
  }
  if (places.length === 0) return;
  const kept = places[random.integer(places.length)];
  for (const t of places) if (random.uniform() < chance && t !== kept) bags.weights[t] = 0;
}
