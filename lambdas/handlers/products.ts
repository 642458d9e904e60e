import {
  clock,
  compactionStarter,
  modelCache,
  modelPointers,
  productStore,
  vectorStore,
} from '../composition/compose.ts';
import { logWarning } from '../composition/logger.ts';
import type { Product } from '../core/catalog/product.ts';
import type { HttpRequest } from '../http/http-request.ts';
import { invalidRequest } from '../http/problems.ts';
import { computeETag, matchesETag } from '../http/request-headers.ts';
import { pathIdSchema, putProductSchema } from '../http/request-schemas.ts';
import { validateBody } from '../http/validation.ts';
import type { StoredProduct } from '../ports/product-store.ts';
import { getLiveEmbedding, getProduct } from '../use-cases/catalog/get-product.ts';
import { putProduct } from '../use-cases/catalog/put-product.ts';
import { removeProduct } from '../use-cases/catalog/remove-product.ts';
import { embedStoredProduct } from '../use-cases/embedding/embed-stored-products.ts';
import { requestCompaction } from '../use-cases/snapshots/request-compaction.ts';
import { createHttpHandler } from './http-handler.ts';

const products = productStore();
const vectors = vectorStore();
const pointers = modelPointers();
const models = modelCache();
const compaction = compactionStarter();

function answerWith({ product, revision, updatedAt }: StoredProduct, status: number, more: object = {}) {
  return { status, headers: { etag: computeETag(revision) }, body: { product, updatedAt, ...more } };
}

function readCondition(request: HttpRequest): ((revision: string | undefined) => boolean) | undefined {
  const ifMatch = request.header('if-match');
  return ifMatch === undefined ? undefined : (revision) => matchesETag(ifMatch, revision);
}

function readProduct(request: HttpRequest): Product {
  const { id } = validateBody(pathIdSchema, { id: request.pathParameter('id') });
  const body = validateBody(putProductSchema, request.json());
  // The schema checked the body; zod types an absent field as undefined.
  if (body.id === undefined || body.id === id) return { ...body, id } as Product;
  throw invalidRequest([
    { pointer: '/id', code: 'wrong-value', detail: `is ${body.id}, expected the id of the path, ${id}` },
  ]);
}

/** A failure is only logged: the write is done, and search reads changes that the snapshot lacks. */
async function requestCompactionAfter(id: string, state: string): Promise<void> {
  await requestCompaction({ compaction }, `${id}\n${state}`).catch((cause: unknown) =>
    logWarning('no compaction requested', cause),
  );
}

export const handler = createHttpHandler({
  'GET /v1/products/{id}': async (request) => {
    const id = request.pathParameter('id');
    const withVector = request.query.choice('include', ['vector']) === 'vector';
    const stored = await getProduct({ products }, id);
    if (!withVector) return answerWith(stored, 200);
    const found = await getLiveEmbedding({ vectors, pointers }, stored);
    const embedding = found && 'vector' in found ? { ...found, vector: Array.from(found.vector) } : found;
    return answerWith(stored, 200, { embedding: embedding ?? null });
  },
  'PUT /v1/products/{id}': async (request) => {
    const { stored, created } = await putProduct({ products, clock }, readProduct(request), readCondition(request));
    const embedding = await embedStoredProduct({ models, vectors, clock }, stored);
    await requestCompactionAfter(stored.product.id, stored.revision);
    return answerWith(stored, created ? 201 : 200, { embedding });
  },
  'DELETE /v1/products/{id}': async (request) => {
    const id = request.pathParameter('id');
    await removeProduct({ products, vectors, pointers, clock }, id, readCondition(request));
    await requestCompactionAfter(id, clock.now().toISOString());
    return { status: 204 };
  },
});
