import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** What synthetic vectors are worth: how long their noise is beside the signal of length 1. */
export const VECTOR_NOISE = { perfect: 0.3, noisy: 2, useless: Infinity } as const;
export type VectorWorth = keyof typeof VECTOR_NOISE;

/** Two products, by rows, that are like each other. */
export type Likeness = readonly [row: number, other: number];

interface GivenVectorOptions {
  readonly worth: VectorWorth;
  /** Numbers of a vector. Default 128. */
  readonly width?: number;
  /** The share of the products with a vector, drawn at random. Default 1. */
  readonly coverage?: number;
  readonly seed?: number;
}

/**
 * Vectors of known worth for N products. Each product has a random direction. The signal of a product is the sum of its
 * own direction and those of the products that it is like, so that like products share some. Noise of a given length is
 * added to the signal of length 1.
 */
export function buildGivenVectors(
  N: number,
  likenesses: Iterable<Likeness>,
  { worth, width = 128, coverage = 1, seed = 1 }: GivenVectorOptions,
): (number[] | undefined)[] {
  const random = new CounterRandom(seed, `given vectors ${worth}`);
  const direction = () => toUnit(Float64Array.from({ length: width }, () => random.normal()));
  const own = Array.from({ length: N }, direction);
  const signals = own.map((vector) => vector.slice());
  for (const [row, other] of likenesses) {
    addTo(signals[row]!, own[other]!, 1);
    addTo(signals[other]!, own[row]!, 1);
  }
  const noise = VECTOR_NOISE[worth];
  return signals.map((signal) => {
    const vector = noise === Infinity ? new Float64Array(width) : toUnit(signal);
    addTo(vector, direction(), noise === Infinity ? 1 : noise);
    // Six digits are what a file of vectors has.
    return random.uniform() < coverage ? Array.from(toUnit(vector), (x) => Number(x.toPrecision(6))) : undefined;
  });
}

/** The products with the given vectors under a name; those without one stay as they are. */
export function addGivenVectors(
  products: readonly Product[],
  vectors: readonly (readonly number[] | undefined)[],
  name = 'image',
): Product[] {
  return products.map((product, i) => {
    const vector = vectors[i];
    return vector ? { ...product, vectors: { ...product.vectors, [name]: vector } } : product;
  });
}

function addTo(to: Float64Array, from: Float64Array, scale: number): void {
  for (let d = 0; d < to.length; d++) to[d]! += scale * from[d]!;
}

function toUnit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
