import { findSimilar } from '../use-cases/find-similar.ts';
import { productStore, similarSearch, vectorStore } from './compose.ts';
import { httpHandler } from './http-handler.ts';

const ports = { products: productStore(), vectors: vectorStore(), search: similarSearch() };

const DEFAULT_LIMIT = 10;
const MAX_EXCLUDED_IDS = 1000;

export const handler = httpHandler({
  'GET /v1/products/{id}/similar': async (request) => {
    const { neighbours, modelVersion, asOf, complete } = await findSimilar(ports, {
      id: request.pathParameter('id'),
      limit: request.query.wholeNumber('limit', { min: 1, max: 100 }) ?? DEFAULT_LIMIT,
      minScore: request.query.number('minScore', { min: -1, max: 1 }),
      excludeIds: request.query.list('excludeIds', MAX_EXCLUDED_IDS),
      withProducts: request.query.choice('include', ['product']) === 'product',
    });
    return { status: 200, body: { data: neighbours, modelVersion, asOf, ...(!complete && { complete }) } };
  },
});
