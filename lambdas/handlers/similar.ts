import { clock, productStore, similarMaxAgeSeconds, similarSearch, vectorStore } from '../composition/compose.ts';
import { embedder } from '../composition/embedder.ts';
import { isStartedInAdvance } from '../composition/environment.ts';
import { explainer } from '../composition/explainer.ts';
import { logWarning } from '../composition/logger.ts';
import { jsonPointer } from '../core/errors/json-pointer.ts';
import { computeWeakETag, keptFor } from '../http/caching.ts';
import type { HttpRequest } from '../http/http-request.ts';
import { answerBytes, buildEntryProblem, isAnswerTooLarge, MAX_ANSWER_BYTES } from '../http/http-response.ts';
import { HttpProblem } from '../http/problems.ts';
import { readSimilarBatch, readSimilarBody } from '../http/similar-body.ts';
import { readSimilarOfQuery, readSimilarParameters } from '../http/similar-parameters.ts';
import { UseCaseError } from '../use-cases/common/use-case-error.ts';
import { prepareSearch } from '../use-cases/search/exact-search.ts';
import { findSimilar } from '../use-cases/search/find-similar.ts';
import { findSimilarForEach } from '../use-cases/search/find-similar-for-each.ts';
import { similarTo, toQueryAnswer, toSimilarAnswer } from '../use-cases/search/similar-query.ts';
import { createHttpHandler, logProblem, toProblem } from './answers/http-handler.ts';

/** How long callers may keep the answer of a GET. */
const maxAgeSeconds = similarMaxAgeSeconds();
const ports = { products: productStore(), vectors: vectorStore(), search: similarSearch(), embedder, explainer };

/** What is thrown for a search of a body: faults of a parameter are faults of the field of this name. */
function inBody(cause: unknown): unknown {
  if (!(cause instanceof UseCaseError)) return cause;
  const faults = cause.faults.map(({ parameter, path, ...fault }) => ({
    ...fault,
    path: parameter === undefined ? path : [parameter],
  }));
  return new UseCaseError(cause.code, cause.message, faults, { cause: cause.cause });
}

/** The problem of a query of a batch, with the places of the whole body. */
function showProblem(cause: unknown, index: number, requestId: string) {
  const problem = toProblem(inBody(cause));
  logProblem(problem, cause, { requestId, query: index });
  const errors = problem.extras.errors?.map((fault) => ({
    ...fault,
    pointer: `${jsonPointer(['queries', index])}${fault.pointer ?? ''}`,
  }));
  return { index, problem: buildEntryProblem(problem.code, problem.message, errors) };
}

/** Bytes of what stands around at most 100 entries. */
const AROUND_ENTRIES = 1000;

/** The entries of an answer. Those that would make it too large are problems instead: they cost no other its answer. */
function fitEntries(entries: readonly object[], requestId: string): readonly object[] {
  if (!isAnswerTooLarge(JSON.stringify(entries))) return entries;
  let left = MAX_ANSWER_BYTES - AROUND_ENTRIES;
  return entries.map((entry, index) => {
    const problem = showProblem(new HttpProblem('answer-too-large', TOO_MUCH), index, requestId);
    // The problem of each later entry must fit as well.
    const others = (entries.length - index - 1) * answerBytes(JSON.stringify(problem));
    const bytes = answerBytes(JSON.stringify(entry));
    const shown = bytes + others <= left ? entry : problem;
    left -= answerBytes(JSON.stringify(shown));
    return shown;
  });
}

const TOO_MUCH =
  'the answers before this one left no room for it: send this query in another batch, or with a smaller limit';

async function answerBatch(request: HttpRequest) {
  const queries = readSimilarBatch(request.json());
  const readable = queries.flatMap((query) => (query instanceof HttpProblem ? [] : [query]));
  const found = await findSimilarForEach(ports, readable);
  const outcomes = found.values();
  return queries.map((query, index) => {
    if (query instanceof HttpProblem) return showProblem(query, index, request.id);
    const outcome = outcomes.next().value!;
    return outcome.status === 'fulfilled'
      ? { index, result: toQueryAnswer(outcome.value) }
      : showProblem(outcome.reason, index, request.id);
  });
}

async function answerFor(id: string, choice: Parameters<typeof similarTo>[1]) {
  const body = toSimilarAnswer(await findSimilar(ports, similarTo(id, choice)));
  // Each refresh of the index moves `asOf`, also if nothing has changed.
  const { asOf: _, ...said } = body;
  const headers = { etag: computeWeakETag(JSON.stringify(said)), 'cache-control': keptFor(maxAgeSeconds) };
  return { status: 200, body, headers };
}

export const handler = createHttpHandler({
  'GET /v1/products/{id}/similar': (request) =>
    answerFor(request.identifier('id'), readSimilarParameters(request.query)),
  'GET /v1/similar': (request) => {
    const { id: _, ...choice } = readSimilarOfQuery(request.query);
    return answerFor(request.identifier('id'), choice);
  },
  'POST /v1/similar:query': async (request) => {
    const query = readSimilarBody(request.json());
    const found = await findSimilar(ports, query).catch((cause: unknown) => {
      throw inBody(cause);
    });
    return { status: 200, body: toQueryAnswer(found) };
  },
  'POST /v1/similar:batch': async (request) => ({
    status: 200,
    body: { data: fitEntries(await answerBatch(request), request.id) },
  }),
});

// Other environments read the index for their first request.
if (isStartedInAdvance())
  await prepareSearch({
    ...ports,
    clock,
    onWarning: (cause) => logWarning('the index was not read in advance', cause),
  });
