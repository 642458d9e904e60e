import {
  clock,
  compactionStarter,
  modelCache,
  modelPointers,
  productStore,
  vectorStore,
} from '../composition/compose.ts';
import { logger } from '../composition/logger.ts';
import type { Product } from '../core/catalog/product.ts';
import { etagOf, matchesETag } from '../http/etag.ts';
import type { HttpRequest } from '../http/http-request.ts';
import { invalidRequest } from '../http/problems.ts';
import { pathIdSchema, putProductSchema } from '../http/request-schemas.ts';
import { validBody } from '../http/validation.ts';
import type { StoredProduct } from '../ports/product-store.ts';
import { getLiveVector, getProduct } from '../use-cases/catalog/get-product.ts';
import { putProduct } from '../use-cases/catalog/put-product.ts';
import { removeProduct } from '../use-cases/catalog/remove-product.ts';
import { embedProduct } from '../use-cases/embedding/embed-stored-products.ts';
import { requestCompaction } from '../use-cases/snapshots/request-compaction.ts';
import { httpHandler } from './http-handler.ts';

const products = productStore();
const vectors = vectorStore();
const pointers = modelPointers();
const models = modelCache();
const compaction = compactionStarter();

function shown({ product, revision, updatedAt }: StoredProduct, status: number, more: object = {}) {
  return { status, headers: { etag: etagOf(revision) }, body: { product, updatedAt, ...more } };
}

function conditionOf(request: HttpRequest): ((revision: string | undefined) => boolean) | undefined {
  const ifMatch = request.header('if-match');
  return ifMatch === undefined ? undefined : (revision) => matchesETag(ifMatch, revision);
}

function bodyProduct(request: HttpRequest): Product {
  const { id } = validBody(pathIdSchema, { id: request.pathParameter('id') });
  const body = validBody(putProductSchema, request.json());
  if (body.id === undefined || body.id === id) return { ...body, id } as Product;
  throw invalidRequest([{ pointer: '/id', code: 'wrong-value', detail: 'is not the id of the path' }]);
}

/** The write is safe without it: search reads the changes that a snapshot does not hold. */
async function afterWrite(id: string, state: string): Promise<void> {
  await requestCompaction({ compaction }, `${id}\n${state}`).catch((error: Error) => {
    logger.warn('no compaction asked for', { error });
  });
}

export const handler = httpHandler({
  'GET /v1/products/{id}': async (request) => {
    const id = request.pathParameter('id');
    const withVector = request.query.choice('include', ['vector']) === 'vector';
    const stored = await getProduct({ products }, id);
    if (!withVector) return shown(stored, 200);
    const found = await getLiveVector({ vectors, pointers }, id);
    const embedding = found ? { modelVersion: found.modelVersion, vector: Array.from(found.vector) } : null;
    return shown(stored, 200, { embedding });
  },
  'PUT /v1/products/{id}': async (request) => {
    const { stored, created } = await putProduct({ products, clock }, bodyProduct(request), conditionOf(request));
    const embedding = await embedProduct({ models, vectors, clock }, stored);
    await afterWrite(stored.product.id, stored.revision);
    return shown(stored, created ? 201 : 200, { embedding });
  },
  'DELETE /v1/products/{id}': async (request) => {
    const id = request.pathParameter('id');
    await removeProduct({ products, vectors, pointers, clock }, id, conditionOf(request));
    await afterWrite(id, clock.now().toISOString());
    return { status: 204 };
  },
});
