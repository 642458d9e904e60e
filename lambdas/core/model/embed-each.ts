import type { Product } from '../catalog/product.ts';
import type { TextQuery } from '../catalog/training-row.ts';
import { ModelInputError } from '../features/feature-error.ts';
import type { FeatureBatch } from '../features/feature-space.ts';
import { createQueryProduct } from '../features/search-text.ts';
import { hasDirection } from '../numerics/normalize.ts';
import { embedInputs, type Model, readFeatureInputs, readInputs } from './model.ts';

/** The vector (D) of an input, or the reason that the model has none for it: the input is not embeddable. */
export type Embedded = Float32Array | ModelInputError;

/**
 * The vector of each product, or why it has none. If the batch as a whole cannot be read, each product is read alone.
 */
export function embedEach(model: Model, products: readonly Product[]): Embedded[] {
  try {
    const batch = readInputs(model.input, products);
    return embedBatch(model, batch, (i) => describeUnread(products[i]!));
  } catch (cause) {
    if (!(cause instanceof ModelInputError)) throw cause;
    if (products.length === 1) return [cause];
    return products.flatMap((product) => embedEach(model, [product]));
  }
}

/** The vector of a search text, or why it has none: a linear model reads no text, others may know no word of it. */
export function embedQuery(model: Model, { query }: TextQuery): Embedded {
  const [embedded] = embedEach(model, [createQueryProduct(query)]);
  if (!(embedded instanceof ModelInputError)) return embedded!;
  if (embedded.code === 'no-features')
    return new ModelInputError('no-features', 0, 'is a search text, but the model only reads features');
  if (embedded.code !== 'nothing-read') return embedded;
  return new ModelInputError('nothing-read', 0, `no word of ${JSON.stringify(query.slice(0, 100))} can be read`);
}

/** The vector of a plain feature vector, or why it has none. */
export function embedFeatureVector(model: Model, features: readonly number[]): Embedded {
  try {
    const batch = readFeatureInputs(model.input, [features]);
    return embedBatch(model, batch, () => 'features are all zero')[0]!;
  } catch (cause) {
    if (cause instanceof ModelInputError) return cause;
    throw cause;
  }
}

/** The vector of a product, a search text or a plain feature vector, or why it has none. */
export function embedGiven(model: Model, value: Product | TextQuery | readonly number[]): Embedded {
  if (Array.isArray(value)) return embedFeatureVector(model, value);
  return 'query' in value ? embedQuery(model, value) : embedEach(model, [value as Product])[0]!;
}

function embedBatch(model: Model, batch: FeatureBatch, describe: (i: number) => string): Embedded[] {
  const { D } = model.parameters;
  const all = embedInputs(model, batch);
  return Array.from({ length: batch.B }, (_, i) => {
    // A bias of the hidden layer gives even an unread product a vector, the same for all of them.
    if (!isAnythingRead(batch, i)) return new ModelInputError('nothing-read', i, describe(i));
    return checkVector(model, all.slice(i * D, (i + 1) * D), i);
  });
}

/** Whether an input has a token with a weight, or a number that is not zero. */
function isAnythingRead({ B, bags, dense }: FeatureBatch, i: number): boolean {
  for (let t = bags.offsets[i]!; t < bags.offsets[i + 1]!; t++) if (bags.weights[t] !== 0) return true;
  const F = dense.length / B;
  return dense.subarray(i * F, (i + 1) * F).some((x) => x !== 0);
}

/** Below this length a normalised vector was divided by the least norm instead of its own: it has no direction. */
const LEAST_LENGTH = 0.5;

function checkVector({ normalize }: Model, vector: Float32Array, i: number): Embedded {
  if (!vector.every(Number.isFinite)) {
    return new ModelInputError('not-finite', i, 'the embedding is beyond float32: scale the features');
  }
  if (hasDirection(vector) && !(normalize && Math.hypot(...vector) < LEAST_LENGTH)) return vector;
  return new ModelInputError('no-direction', i, 'the embedding is zero: what the model reads cancels out');
}

/** What a product can have besides its id, in the order of messages. */
const PARTS = ['title', 'description', 'brand', 'category', 'price', 'attributes', 'vectors', 'features'] as const;

function describeUnread(product: Product): string {
  const given = PARTS.filter((part) => product[part] !== undefined);
  if (given.length === 0) return `the product has none of ${PARTS.join(', ')}`;
  return `the model can read nothing of the product: neither a word nor a number in its ${given.join(', ')}`;
}
