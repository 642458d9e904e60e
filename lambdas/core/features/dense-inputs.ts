import { fieldNamesOfKind, type Product } from '../catalog/product.ts';
import { portableLog } from '../numerics/portable-math.ts';
import { computeVectorInputs, fitVectorSources, type PlainSource, type VectorSource } from './given-vectors.ts';
import { computeQuantileEdges, findBins } from './number-bins.ts';

/**
 * The origin of one or more adjacent dense inputs: a number of the product, a given vector, or the plain `features`.
 */
export type DenseSource =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly mean: number;
      readonly deviation: number;
      /** Bin edges, if its bins are tokens too (number-bins.ts). */
      readonly edges?: readonly number[];
    }
  | VectorSource
  | PlainSource;

/** Standardised numbers are clipped to [-3, 3], so that one wrong price does not outweigh everything else. */
const MAX_STANDARD = 3;
/** Numeric attributes are sources under this prefix, so that they differ from the product's own numbers. */
const ATTRIBUTE_PREFIX = 'attribute:';
const numberFields = fieldNamesOfKind('number');

/** The length of a source's inputs beside words of length 1. @param numbers Sources that are numbers. */
export function getSourceWeight(source: DenseSource, config: SourceWeights, numbers: number): number {
  if (source.kind === 'number') return config.numberWeight / Math.sqrt(numbers);
  return source.kind === 'vector' ? (source.weight ?? config.vectorWeight) : config.vectorWeight;
}

/** The weights of sources without one of their own. */
interface SourceWeights {
  readonly numberWeight: number;
  readonly vectorWeight: number;
}

/** The number of dense inputs of a source. */
export function getSourceWidth(source: DenseSource): number {
  return source.kind === 'number' ? 1 : source.width;
}

/**
 * Finds the dense inputs of a catalog: numbers with at least two different values, and given vectors of the most
 * frequent width.
 * @param binned Whether the numbers get bin edges. Default false.
 */
export function fitDenseSources(products: readonly Product[], binned = false): DenseSource[] {
  return [...fitNumberSources(products, binned), ...fitVectorSources(products)];
}

/** A value such as `price=a3` for each bin that a number of the product falls into. */
export function readBinTokens(product: Product, sources: readonly DenseSource[]): string[] {
  return sources.flatMap((source) => {
    if (source.kind !== 'number' || source.edges === undefined) return [];
    const value = readNumber(product, source.name);
    return value === undefined ? [] : findBins(value, source.edges).map((bin) => `${source.name}=${bin}`);
  });
}

/** The number of a product under the name of its source, as the shop gave it, or undefined. */
export function readGivenNumber(product: Product, name: string): number | undefined {
  const field = numberFields.find((one) => one === name);
  const value = field === undefined ? product.attributes?.[name.slice(ATTRIBUTE_PREFIX.length)] : product[field];
  return typeof value === 'number' ? value : undefined;
}

/** The number of a product under the name of its source, on a logarithmic scale, or undefined. */
function readNumber(product: Product, name: string): number | undefined {
  const value = readGivenNumber(product, name);
  return value === undefined ? undefined : Math.sign(value) * portableLog(1 + Math.abs(value));
}

function fitNumberSources(products: readonly Product[], binned: boolean): DenseSource[] {
  const names = new Set<string>();
  for (const product of products) {
    for (const name of numberFields) if (product[name] !== undefined) names.add(name);
    for (const [name, value] of Object.entries(product.attributes ?? {})) {
      if (typeof value === 'number') names.add(`${ATTRIBUTE_PREFIX}${name}`);
    }
  }
  return [...names].sort().flatMap((name) => {
    const values = products.map((product) => readNumber(product, name)).filter((value) => value !== undefined);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
    // Equal numbers tell nothing. Their deviation is not exactly 0, because of rounding, so the values are counted.
    if (new Set(values).size < 2) return [];
    const edges = binned ? { edges: computeQuantileEdges(values) } : {};
    return [{ kind: 'number' as const, name, mean, deviation: Math.sqrt(variance), ...edges }];
  });
}

/** Removes vectors and `features` of a product that do not fit the sources: of another width, or not finite. */
export function dropMisfits(product: Product, sources: readonly DenseSource[]): Product {
  const misfits = sources.filter((source) => {
    const given = readGivenNumbers(product, source);
    return given !== undefined && !(given.length === getSourceWidth(source) && given.every(Number.isFinite));
  });
  if (misfits.length === 0) return product;
  const { features, vectors, ...rest } = product;
  const names = new Set(misfits.map((source) => (source.kind === 'vector' ? source.name : undefined)));
  const fitting = Object.fromEntries(Object.entries(vectors ?? {}).filter(([name]) => !names.has(name)));
  const keepsFeatures = features !== undefined && !misfits.some((source) => source.kind === 'features');
  return { ...rest, vectors: fitting, ...(keepsFeatures ? { features } : {}) };
}

/** The numbers that the shop gave for a vector source, if present. */
function readGivenNumbers(product: Product, source: DenseSource): readonly number[] | undefined {
  if (source.kind === 'number') return undefined;
  return source.kind === 'vector' ? product.vectors?.[source.name] : product.features;
}

/**
 * The dense inputs of one source for a product, or the wrong width. A missing number or vector gives zeros. Numbers are
 * standardised and clipped to [-3, 3]; vectors are directions (given-vectors.ts).
 */
export function computeDenseInputs(
  product: Product,
  source: DenseSource,
): Float64Array | { expected: number; found: number } {
  if (source.kind === 'number') {
    const value = readNumber(product, source.name);
    const standard = value === undefined ? 0 : (value - source.mean) / source.deviation;
    return Float64Array.of(Math.max(-MAX_STANDARD, Math.min(MAX_STANDARD, standard)));
  }
  const given = readGivenNumbers(product, source);
  if (given === undefined) return new Float64Array(source.width);
  if (given.length !== source.width) return { expected: source.width, found: given.length };
  return computeVectorInputs(given, source.kind === 'vector' ? source.mean : undefined);
}
