import { productStore, similarSearch, vectorStore } from '../composition/compose.ts';
import { readSimilarParameters } from '../http/similar-parameters.ts';
import { findSimilar } from '../use-cases/search/find-similar.ts';
import { createHttpHandler } from './http-handler.ts';

const ports = { products: productStore(), vectors: vectorStore(), search: similarSearch() };

export const handler = createHttpHandler({
  'GET /v1/products/{id}/similar': async (request) => {
    const {
      neighbours,
      nextCursor = null,
      complete,
      ...state
    } = await findSimilar(ports, {
      id: request.pathParameter('id'),
      ...readSimilarParameters(request.query),
    });
    return { status: 200, body: { data: neighbours, nextCursor, ...state, ...(!complete && { complete }) } };
  },
});
