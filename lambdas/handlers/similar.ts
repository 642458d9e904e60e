import { productStore, similarSearch, vectorStore } from '../composition/compose.ts';
import { embedder } from '../composition/embedder.ts';
import { explainer } from '../composition/explainer.ts';
import { jsonPointer } from '../core/errors/json-pointer.ts';
import { readSimilarBody } from '../http/similar-body.ts';
import { readSimilarOfQuery, readSimilarParameters } from '../http/similar-parameters.ts';
import { UseCaseError } from '../use-cases/common/use-case-error.ts';
import { findSimilar } from '../use-cases/search/find-similar.ts';
import { type SimilarProducts, similarTo } from '../use-cases/search/similar-query.ts';
import { createHttpHandler } from './http-handler.ts';

const ports = { products: productStore(), vectors: vectorStore(), search: similarSearch(), embedder, explainer };

function showAnswer({ neighbours, nextCursor, complete, unreadExamples: _, ...state }: SimilarProducts) {
  return { data: neighbours, nextCursor: nextCursor ?? null, ...state, ...(!complete && { complete }) };
}

function showUnread({ unreadExamples }: SimilarProducts) {
  return unreadExamples.map(({ path, ...reason }) => ({ pointer: jsonPointer(path), ...reason }));
}

/** Runs a search of a body: faults of a parameter are faults of the field of this name. */
async function inBody<Answer>(run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (cause) {
    if (!(cause instanceof UseCaseError)) throw cause;
    const faults = cause.faults.map(({ parameter, path, ...fault }) => ({
      ...fault,
      path: parameter === undefined ? path : [parameter],
    }));
    throw new UseCaseError(cause.code, cause.message, faults, { cause: cause.cause });
  }
}

async function answerFor(id: string, choice: Parameters<typeof similarTo>[1]) {
  return { status: 200, body: showAnswer(await findSimilar(ports, similarTo(id, choice))) };
}

export const handler = createHttpHandler({
  'GET /v1/products/{id}/similar': (request) =>
    answerFor(request.identifier('id'), readSimilarParameters(request.query)),
  'GET /v1/similar': (request) => {
    const { id: _, ...choice } = readSimilarOfQuery(request.query);
    return answerFor(request.identifier('id'), choice);
  },
  'POST /v1/similar:query': async (request) => {
    const found = await inBody(() => findSimilar(ports, readSimilarBody(request.json())));
    return { status: 200, body: { ...showAnswer(found), unreadExamples: showUnread(found) } };
  },
});
