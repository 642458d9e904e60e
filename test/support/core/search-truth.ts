import { writeUnit } from '../../../lambdas/core/numerics/normalize.ts';
import { toScore } from '../../../lambdas/core/numerics/score.ts';
import { isBetter, type Neighbour } from '../../../lambdas/core/search/best-neighbours.ts';
import { compileFilter } from '../../../lambdas/core/search/filter.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import type { Examples } from '../../../lambdas/core/search/queries/search-examples.ts';
import type { SearchOptions } from '../../../lambdas/core/search/search-exact.ts';

/** The reference of a search by cosine. */
export function searchAll(
  products: readonly PackedProduct[],
  query: Float32Array,
  options: SearchOptions,
): Neighbour[] {
  return rankAll(products, (vector) => toScore(cosine(vector, query)), options);
}

/**
 * The reference of a search by the strategy `best`: the best positive example less the worst negative one.
 * @param examples Vectors and weights.
 */
export function searchAllByBest(
  products: readonly PackedProduct[],
  { positive, negative }: Examples,
  options: SearchOptions,
): Neighbour[] {
  const largest = Math.max(...[...positive, ...negative].map(({ weight }) => weight));
  const scores = (of: Examples['positive'], vector: Float32Array) =>
    of.map((one) => (one.weight / largest) * toScore(cosine(vector, one.vector)));
  const scoreOf = (vector: Float32Array) =>
    toScore(Math.max(...scores(positive, vector)) - Math.max(0, ...scores(negative, vector)));
  return rankAll(products, scoreOf, options);
}

/** Scores every product, sorts all, counts groups down the ranking, and begins after a place. */
function rankAll(
  products: readonly PackedProduct[],
  scoreOf: (vector: Float32Array) => number,
  { k, after, filter, excludeIds, minScore = -Infinity, groups }: SearchOptions,
): Neighbour[] {
  const meets = filter ? compileFilter(filter) : () => true;
  const wanted = products.filter(({ id, fields }) => !excludeIds?.has(id) && meets(fields));
  const scored = wanted.map((product) => ({ product, score: scoreOf(product.vector) }));
  const ranking = scored
    .filter(({ score }) => score >= minScore)
    .sort((a, b) => b.score - a.score || (a.product.id < b.product.id ? -1 : 1));
  const counts = new Map<string, number>();
  const taken = ranking.filter(({ product }) => {
    const value = groups && product.fields?.[groups.field];
    if (groups === undefined || value === undefined || value === null) return true;
    const count = (counts.get(JSON.stringify(value)) ?? 0) + 1;
    counts.set(JSON.stringify(value), count);
    return count <= groups.max;
  });
  return taken
    .map(({ product: { id }, score }) => ({ id, score }))
    .filter((one) => after === undefined || isBetter(after, one))
    .slice(0, k)
    .map((one, i) => ({ ...one, rank: (after?.rank ?? 0) + i + 1 }));
}

/** The cosine as the search computes it: the product's vector scaled to length 1 in float32, the query and the sum in float64. */
export function cosine(vector: Float32Array, query: Float32Array): number {
  const unit = new Float32Array(vector.length);
  writeUnit(vector, unit, 0);
  const length = Math.sqrt(query.reduce((sum, x) => sum + x * x, 0));
  return unit.reduce((sum, x, d) => sum + (length > 0 ? query[d]! / length : query[d]!) * x, 0);
}
