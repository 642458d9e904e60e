import type { Product } from '../catalog/product.ts';
import type { DenseSource } from './dense-inputs.ts';
import { computeVectorInputs, LEAST_VECTOR_WEIGHT, type VectorSource } from './given-vectors.ts';

/**
 * Gives each source of vectors that some products lack its mean share of the squared length of the products, beside words
 * of length 1. Vectors with the least weight have no share.
 * @param vectorWeight The weight of vectors without one of their own.
 */
export function withShares(
  sources: readonly DenseSource[],
  products: readonly Product[],
  vectorWeight: number,
): DenseSource[] {
  const squareOf = ({ weight = vectorWeight }: VectorSource) => (weight > LEAST_VECTOR_WEIGHT ? weight * weight : 0);
  const telling = sources.filter((source) => source.kind === 'vector').filter((source) => squareOf(source) > 0);
  const [sums, counts] = [new Float64Array(telling.length), new Int32Array(telling.length)];
  for (const product of products) {
    const own = telling.map((source) => (hasVector(product, source) ? squareOf(source) : 0));
    const squares = own.reduce((sum, square) => sum + square, 1);
    own.forEach((square, v) => {
      sums[v]! += square / squares;
      counts[v]! += Number(square > 0);
    });
  }
  return sources.map((source) => {
    const v = telling.indexOf(source as VectorSource);
    return v < 0 || counts[v] === products.length ? source : { ...source, share: sums[v]! / products.length };
  });
}

/** Whether a product has a vector that is read, and that has a direction. */
function hasVector({ vectors }: Product, { name, width, mean }: VectorSource): boolean {
  const given = vectors?.[name];
  if (given?.length !== width || !given.every(Number.isFinite)) return false;
  return computeVectorInputs(given, mean).some((x) => x !== 0);
}
