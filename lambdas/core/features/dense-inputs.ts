import type { Product } from '../catalog/product.ts';
import { portableLog } from '../kernels/portable-math.ts';

/** Where one run of dense inputs comes from: a number of the product, a given vector, or the plain features. */
export type DenseSource =
  | { readonly kind: 'number'; readonly name: string; readonly mean: number; readonly deviation: number }
  | { readonly kind: 'vector'; readonly name: string; readonly width: number }
  | { readonly kind: 'features'; readonly width: number };

/** Standardised numbers are cut here: one absurd price must not outweigh all else. */
const LARGEST_STANDARD = 3;

export function widthOf(source: DenseSource): number {
  return source.kind === 'number' ? 1 : source.width;
}

/** Finds the dense inputs of a catalog: numbers that at least two products have, and vectors of one width by name. */
export function fitDenseSources(products: readonly Product[]): DenseSource[] {
  return [...numberSources(products), ...vectorSources(products)];
}

/** The number of a product under a name, on a logarithmic scale, or undefined. */
function numberOf(product: Product, name: string): number | undefined {
  const value = name === 'price' ? product.price : product.attributes?.[name.slice('attribute:'.length)];
  if (typeof value !== 'number') return undefined;
  return Math.sign(value) * portableLog(1 + Math.abs(value));
}

function numberSources(products: readonly Product[]): DenseSource[] {
  const names = new Set<string>();
  for (const product of products) {
    if (product.price !== undefined) names.add('price');
    for (const [name, value] of Object.entries(product.attributes ?? {})) {
      if (typeof value === 'number') names.add(`attribute:${name}`);
    }
  }
  return [...names].sort().flatMap((name) => {
    const values = products.map((product) => numberOf(product, name)).filter((value) => value !== undefined);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
    return variance > 0 ? [{ kind: 'number' as const, name, mean, deviation: Math.sqrt(variance) }] : [];
  });
}

function vectorSources(products: readonly Product[]): DenseSource[] {
  const widths = new Map<string, number>();
  let featuresWidth = 0;
  for (const product of products) {
    for (const [name, vector] of Object.entries(product.vectors ?? {})) {
      if (!widths.has(name)) widths.set(name, vector.length);
    }
    featuresWidth ||= product.features?.length ?? 0;
  }
  const vectors = [...widths].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...vectors.map(([name, width]) => ({ kind: 'vector' as const, name, width })),
    ...(featuresWidth > 0 ? [{ kind: 'features' as const, width: featuresWidth }] : []),
  ];
}

/** A product's dense inputs of one source, or why they do not fit. A missing one is all zeros: nothing is known. */
export function denseInputs(product: Product, source: DenseSource): Float64Array | { expected: number; found: number } {
  if (source.kind === 'number') {
    const value = numberOf(product, source.name);
    const standard = value === undefined ? 0 : (value - source.mean) / source.deviation;
    return Float64Array.of(Math.max(-LARGEST_STANDARD, Math.min(LARGEST_STANDARD, standard)));
  }
  const given = source.kind === 'vector' ? product.vectors?.[source.name] : product.features;
  if (given === undefined) return new Float64Array(source.width);
  if (given.length !== source.width) return { expected: source.width, found: given.length };
  return unitLength(Float64Array.from(given));
}

function unitLength(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return length === 0 ? vector : vector.map((x) => x / length);
}
