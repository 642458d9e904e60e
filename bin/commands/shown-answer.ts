import type { Because } from '../../lambdas/core/explain/because.ts';
import type { SimilarProducts } from '../../lib/client/generated/schemas.ts';
import { formatNeighbour } from './shown-neighbours.ts';

/** The lines that show an answer: a line for each product, then the values of each facet. */
export function formatAnswer({ data, facets }: SimilarProducts): string[] {
  const products = data.flatMap(({ id, score, rank, because, product, fallback }) => {
    const title = `${product?.title ?? ''}${fallback ? `  (same ${fallback})` : ''}`;
    // The types of the client are made of those of the core.
    const reasons = because && { because: because as Because };
    return formatNeighbour({ id, score, rank, ...reasons }, { id, title });
  });
  return [...products, ...Object.entries(facets ?? {}).flatMap(([field, facet]) => formatFacet(field, facet))];
}

type Facet = NonNullable<SimilarProducts['facets']>[string];

function formatFacet(field: string, { values, otherValues }: Facet): string[] {
  const lines = values.map(({ value, count }) => `${String(count).padStart(8)}  ${value}\n`);
  return [`${field}:\n`, ...lines, ...(otherValues > 0 ? [`          and ${otherValues} other values\n`] : [])];
}

/** What a reader must know about an answer besides its products. */
export function formatRemarks(answer: SimilarProducts): string[] {
  const { data, totalCandidates, notEmbeddable, stale, asOf, complete, facets, unreadExamples = [] } = answer;
  const byLikeness = data.filter(({ fallback }) => fallback === undefined).length;
  return [
    ...unreadExamples.map(({ pointer, detail }) => `left out ${pointer}: ${detail}`),
    ...(notEmbeddable === undefined ? [] : [`nothing can be found by likeness: ${notEmbeddable}`]),
    ...(byLikeness === 0 && totalCandidates === 0 ? ['no product meets the conditions'] : []),
    ...(complete === false ? ['the vector index may not have returned every match'] : []),
    ...(facets === null ? ['the vector index counts no facets'] : []),
    ...(stale ? [`the answer has no changes since ${asOf}: a store does not answer`] : []),
  ];
}
