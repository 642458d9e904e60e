import { productStore, similarSearch, vectorStore } from '../composition/compose.ts';
import { readFilter, readGroupLimit } from '../http/similar-parameters.ts';
import { findSimilar } from '../use-cases/search/find-similar.ts';
import { createHttpHandler } from './http-handler.ts';

const ports = { products: productStore(), vectors: vectorStore(), search: similarSearch() };

const DEFAULT_LIMIT = 10;
const MAX_EXCLUDED_IDS = 1000;

export const handler = createHttpHandler({
  'GET /v1/products/{id}/similar': async (request) => {
    const { query } = request;
    const {
      neighbours,
      nextCursor = null,
      complete,
      ...state
    } = await findSimilar(ports, {
      id: request.pathParameter('id'),
      limit: query.wholeNumber('limit', { min: 1, max: 100 }) ?? DEFAULT_LIMIT,
      cursor: query.text('cursor'),
      filter: readFilter(query),
      excludeIds: query.list('excludeIds', MAX_EXCLUDED_IDS),
      groups: readGroupLimit(query),
      minScore: query.number('minScore', { min: -1, max: 1 }),
      withProducts: query.choice('include', ['product']) === 'product',
    });
    return { status: 200, body: { data: neighbours, nextCursor, ...state, ...(!complete && { complete }) } };
  },
});
