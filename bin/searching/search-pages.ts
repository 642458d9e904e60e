import type { SimilarProducts, SimilarRequest } from '../../lib/client/generated/schemas.ts';

/** Answers one page of a search by examples: a deployment, or a model with a catalog. */
export type Ask = (request: SimilarRequest) => Promise<SimilarProducts>;

/** The most products of one page. */
const PAGE = 100;

/**
 * Asks for pages until there are enough products.
 * @param count The most products, of all pages together
 * @returns the first answer with the products of all pages
 */
export async function searchPages(ask: Ask, request: SimilarRequest, count: number): Promise<SimilarProducts> {
  const first = await ask({ ...request, limit: Math.min(count, PAGE) });
  const data = [...first.data];
  let { nextCursor } = first;
  while (nextCursor !== null && data.length < count) {
    // The limit of a page is no part of its cursor.
    const page = await ask({ ...request, limit: Math.min(count - data.length, PAGE), cursor: nextCursor });
    data.push(...page.data);
    nextCursor = page.nextCursor;
  }
  return { ...first, data, nextCursor };
}
