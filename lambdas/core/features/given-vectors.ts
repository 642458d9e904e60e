import type { Product } from '../catalog/product.ts';

/** Given vectors of one name, in their place among the dense inputs. */
export interface VectorSource {
  readonly kind: 'vector';
  readonly name: string;
  readonly width: number;
  /** The length of its inputs beside words of length 1; default `vectorWeight` of the configuration. At least 0. */
  readonly weight?: number;
  /**
   * Its part of the squared length of a product, as the mean over the catalog: a product without the vector has none of
   * it. Default: as if all products had it.
   */
  readonly share?: number;
  /** (width) the mean of the catalog's vectors of length 1, which is subtracted; default none. */
  readonly mean?: readonly number[];
}

/** The plain `features`. */
export interface PlainSource {
  readonly kind: 'features';
  readonly width: number;
}

/**
 * The weight of vectors that say nothing of what is alike: a share of 0.0025 of the cosine. It is above 0, so that
 * products without words still have a vector.
 */
export const LEAST_VECTOR_WEIGHT = 0.05;

/** Of fewer vectors the mean says little: it is not subtracted. */
const MIN_CENTRED = 50;
/** A vector within this distance of the mean, for vectors of length 1, has no direction of its own. */
const LEAST_LENGTH = 1e-4;

/** Finds the given vectors of a catalog by name, each of the most frequent width, and the plain features. */
export function fitVectorSources(products: readonly Product[]): (VectorSource | PlainSource)[] {
  const names = new Set(products.flatMap((product) => Object.keys(product.vectors ?? {})));
  const vectors = [...names].sort().map((name): VectorSource => {
    const given = products.flatMap(({ vectors: of }) => (of?.[name] === undefined ? [] : [of[name]]));
    const width = findCommonWidth(given);
    const mean = computeMean(given.filter((vector) => vector.length === width && vector.every(Number.isFinite)));
    return { kind: 'vector', name, width, ...(mean && { mean }) };
  });
  const width = findFeaturesWidth(products);
  return width > 0 ? [...vectors, { kind: 'features', width }] : vectors;
}

/** The most frequent length of the products' `features`; 0 if no product has any. */
export function findFeaturesWidth(products: readonly Product[]): number {
  return findCommonWidth(products.map((product) => product.features));
}

/**
 * The inputs of a given vector: its direction. Most models of texts and images put all vectors into one part of space,
 * so all cosines are high. Less their mean, unlike products have a cosine of about 0: as much as a missing vector has.
 * @returns zeros for a vector of zeros, and for one that equals the mean
 */
export function computeVectorInputs(given: readonly number[], mean?: readonly number[]): Float64Array {
  const unit = scaleToUnit(Float64Array.from(given), 0);
  if (mean === undefined || unit.every((x) => x === 0)) return unit;
  return scaleToUnit(
    unit.map((x, d) => x - mean[d]!),
    LEAST_LENGTH,
  );
}

/** The mean of the vectors as scaled to length 1, in float32; undefined for few vectors. Zeros take no part. */
function computeMean(vectors: readonly (readonly number[])[]): number[] | undefined {
  const units = vectors.map((vector) => scaleToUnit(Float64Array.from(vector), 0));
  const directed = units.filter((unit) => unit.some((x) => x !== 0));
  if (directed.length < MIN_CENTRED) return undefined;
  const sum = new Float64Array(directed[0]!.length);
  for (const unit of directed) for (let d = 0; d < sum.length; d++) sum[d]! += unit[d]!;
  return Array.from(sum, (x) => Math.fround(x / directed.length));
}

/** Scales a vector to length 1. @returns zeros for a vector not longer than `least` */
function scaleToUnit(vector: Float64Array, least: number): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length <= least ? new Float64Array(vector.length) : vector.map((x) => x / length);
}

/**
 * The most frequent width, so that one wrong vector does not decide for all. Of equally frequent ones, the smallest; 0
 * for none.
 */
function findCommonWidth(vectors: readonly (readonly number[] | undefined)[]): number {
  const counts = new Map<number, number>();
  for (const vector of vectors) if (vector) counts.set(vector.length, (counts.get(vector.length) ?? 0) + 1);
  const [first] = [...counts].sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b);
  return first?.[0] ?? 0;
}
