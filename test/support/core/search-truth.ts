import { writeUnit } from '../../../lambdas/core/numerics/normalize.ts';
import { toScore } from '../../../lambdas/core/numerics/score.ts';
import { isBetter, type Neighbour } from '../../../lambdas/core/search/best-neighbours.ts';
import { compileFilter } from '../../../lambdas/core/search/filter.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import type { SearchOptions } from '../../../lambdas/core/search/search-exact.ts';

/** The reference of a search: scores every product, sorts all, counts groups down the ranking, and begins after a place. */
export function searchAll(
  products: readonly PackedProduct[],
  query: Float32Array,
  { k, after, filter, excludeIds, minScore = -Infinity, groups }: SearchOptions,
): Neighbour[] {
  const meets = filter ? compileFilter(filter) : () => true;
  const wanted = products.filter(({ id, fields }) => !excludeIds?.has(id) && meets(fields));
  const scored = wanted.map((product) => ({ product, score: toScore(cosine(product.vector, query)) }));
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
function cosine(vector: Float32Array, query: Float32Array): number {
  const unit = new Float32Array(vector.length);
  writeUnit(vector, unit, 0);
  const length = Math.sqrt(query.reduce((sum, x) => sum + x * x, 0));
  return unit.reduce((sum, x, d) => sum + (length > 0 ? query[d]! / length : query[d]!) * x, 0);
}
