import type { Because } from '../../lambdas/core/explain/because.ts';
import type { SimilarProducts } from '../../lib/client/generated/schemas.ts';
import type { TextStream } from '../../lib/terminal/text-stream.ts';
import { renderTable } from '../../lib/terminal/text-table.ts';
import { renderNeighbours } from './shown-neighbours.ts';

/** An answer as lines: a table of the products, then the values of each facet. */
export function renderAnswer({ data, facets }: SimilarProducts, stream: TextStream): string[] {
  const rows = data.map(({ id, score, because, product, fallback }) => ({
    ...{ id, score, title: `${product?.title ?? ''}${fallback ? `  (same ${fallback})` : ''}` },
    // The types of the client are made of those of the core.
    ...(because && { because: because as Because }),
  }));
  return [
    ...renderNeighbours(rows, stream),
    ...Object.entries(facets ?? {}).flatMap(([field, facet]) => renderFacet(field, facet, stream)),
  ];
}

type Facet = NonNullable<SimilarProducts['facets']>[string];

function renderFacet(field: string, { values, otherValues }: Facet, stream: TextStream): string[] {
  const rows = values.map(({ value, count }) => [String(count), String(value)]);
  const others = otherValues > 0 ? [`and ${otherValues} other values`] : [];
  return ['', ...renderTable(stream, [{ title: 'products', align: 'right' }, { title: field }], rows), ...others];
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
