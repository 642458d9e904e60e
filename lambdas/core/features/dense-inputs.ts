import { fieldNamesOfKind, type Product } from '../catalog/product.ts';
import { portableLog } from '../numerics/portable-math.ts';
import { computeQuantileEdges, findBins } from './number-bins.ts';

/** Where one run of dense inputs comes from: a number of the product, a given vector, or the plain features. */
export type DenseSource =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly mean: number;
      readonly deviation: number;
      /** Of its bins, where they are tokens too (number-bins.ts). */
      readonly edges?: readonly number[];
    }
  | { readonly kind: 'vector'; readonly name: string; readonly width: number }
  | { readonly kind: 'features'; readonly width: number };

/** Standardised numbers are clipped to [-3, 3], so that one wrong price does not outweigh everything else. */
const MAX_STANDARD = 3;
/** Numeric attributes are sources under this prefix, so that they differ from the product's own numbers. */
const ATTRIBUTE_PREFIX = 'attribute:';
const numberFields = fieldNamesOfKind('number');

export function getSourceWidth(source: DenseSource): number {
  return source.kind === 'number' ? 1 : source.width;
}

/**
 * Finds the dense inputs of a catalog: numbers that at least two products have, and vectors of one width by name.
 * @param binned Whether the numbers get edges of bins.
 */
export function fitDenseSources(products: readonly Product[], binned = false): DenseSource[] {
  return [...numberSources(products, binned), ...vectorSources(products)];
}

/** `price=a3` for each bin that a number of the product falls into, of the sources that have bins. */
export function readBinTokens(product: Product, sources: readonly DenseSource[]): string[] {
  return sources.flatMap((source) => {
    if (source.kind !== 'number' || source.edges === undefined) return [];
    const value = numberOf(product, source.name);
    return value === undefined ? [] : findBins(value, source.edges).map((bin) => `${source.name}=${bin}`);
  });
}

/** The number of a product under a name, on a logarithmic scale, or undefined. */
function numberOf(product: Product, name: string): number | undefined {
  const field = numberFields.find((one) => one === name);
  const value = field === undefined ? product.attributes?.[name.slice(ATTRIBUTE_PREFIX.length)] : product[field];
  if (typeof value !== 'number') return undefined;
  return Math.sign(value) * portableLog(1 + Math.abs(value));
}

function numberSources(products: readonly Product[], binned: boolean): DenseSource[] {
  const names = new Set<string>();
  for (const product of products) {
    for (const name of numberFields) if (product[name] !== undefined) names.add(name);
    for (const [name, value] of Object.entries(product.attributes ?? {})) {
      if (typeof value === 'number') names.add(`${ATTRIBUTE_PREFIX}${name}`);
    }
  }
  return [...names].sort().flatMap((name) => {
    const values = products.map((product) => numberOf(product, name)).filter((value) => value !== undefined);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
    // The deviation of equal numbers is not 0 but what rounding leaves.
    if (new Set(values).size < 2) return [];
    const edges = binned ? { edges: computeQuantileEdges(values) } : {};
    return [{ kind: 'number' as const, name, mean, deviation: Math.sqrt(variance), ...edges }];
  });
}

function vectorSources(products: readonly Product[]): DenseSource[] {
  const names = new Set(products.flatMap((product) => Object.keys(product.vectors ?? {})));
  const vectors = [...names].sort().map((name) => {
    return { kind: 'vector' as const, name, width: commonWidth(products.map((product) => product.vectors?.[name])) };
  });
  const width = findFeaturesWidth(products);
  return width > 0 ? [...vectors, { kind: 'features', width }] : vectors;
}

/** How many numbers most of the products have as `features`; 0 when none has any. */
export function findFeaturesWidth(products: readonly Product[]): number {
  return commonWidth(products.map((product) => product.features));
}

/** The most frequent width, so that one odd vector does not decide for all; of equally frequent ones the smallest. */
function commonWidth(vectors: readonly (readonly number[] | undefined)[]): number {
  const counts = new Map<number, number>();
  for (const vector of vectors) if (vector) counts.set(vector.length, (counts.get(vector.length) ?? 0) + 1);
  const [first] = [...counts].sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b);
  return first?.[0] ?? 0;
}

/** The product itself when its vectors and features fit the sources, else without those that do not. */
export function dropMisfits(product: Product, sources: readonly DenseSource[]): Product {
  const misfits = sources.filter((source) => {
    const given = givenNumbers(product, source);
    return given !== undefined && !(given.length === getSourceWidth(source) && given.every(Number.isFinite));
  });
  if (misfits.length === 0) return product;
  const { features, vectors, ...rest } = product;
  const names = new Set(misfits.map((source) => (source.kind === 'vector' ? source.name : undefined)));
  const fitting = Object.fromEntries(Object.entries(vectors ?? {}).filter(([name]) => !names.has(name)));
  const keepsFeatures = features !== undefined && !misfits.some((source) => source.kind === 'features');
  return { ...rest, vectors: fitting, ...(keepsFeatures ? { features } : {}) };
}

/** What the shop gave for a vector source, if anything. */
function givenNumbers(product: Product, source: DenseSource): readonly number[] | undefined {
  if (source.kind === 'number') return undefined;
  return source.kind === 'vector' ? product.vectors?.[source.name] : product.features;
}

/** A product's dense inputs of one source, or why they do not fit. A missing one is all zeros: nothing is known. */
export function computeDenseInputs(
  product: Product,
  source: DenseSource,
): Float64Array | { expected: number; found: number } {
  if (source.kind === 'number') {
    const value = numberOf(product, source.name);
    const standard = value === undefined ? 0 : (value - source.mean) / source.deviation;
    return Float64Array.of(Math.max(-MAX_STANDARD, Math.min(MAX_STANDARD, standard)));
  }
  const given = givenNumbers(product, source);
  if (given === undefined) return new Float64Array(source.width);
  if (given.length !== source.width) return { expected: source.width, found: given.length };
  return unitLength(Float64Array.from(given));
}

function unitLength(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? vector : vector.map((x) => x / length);
}
