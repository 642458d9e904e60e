import {
  clock,
  compactionStarter,
  forgetInLiveIndex,
  modelPointers,
  productStore,
  vectorStore,
} from '../composition/compose.ts';
import { logWarning } from '../composition/logger.ts';
import { modelCache } from '../composition/models.ts';
import { fillText as complete } from '../composition/text-vectors.ts';
import { NOT_KEPT } from '../http/caching.ts';
import type { HttpRequest } from '../http/http-request.ts';
import type { Answer } from '../http/http-response.ts';
import { readProduct, readProductPatch } from '../http/product-body.ts';
import { readProductListParameters } from '../http/product-list-parameters.ts';
import { batchSchema, readOperation } from '../http/product-operations.ts';
import { readProductView } from '../http/product-parameters.ts';
import { computeETag, readWriteCondition } from '../http/request-headers.ts';
import { showIgnoredFields } from '../http/unknown-fields.ts';
import { validateBody } from '../http/validation.ts';
import type { StoredProduct } from '../ports/product-store.ts';
import { changeProduct } from '../use-cases/catalog/change-product.ts';
import { getLiveEmbeddings, getProduct, type LiveEmbedding } from '../use-cases/catalog/get-product.ts';
import { type ListProductsRequest, listProducts } from '../use-cases/catalog/list-products.ts';
import { putProduct, type WrittenProduct } from '../use-cases/catalog/put-product.ts';
import { removeProduct } from '../use-cases/catalog/remove-product.ts';
import { embedStoredProduct } from '../use-cases/embedding/embed-stored-products.ts';
import { requestCompaction } from '../use-cases/snapshots/request-compaction.ts';
import { createHttpHandler, type Operation } from './answers/http-handler.ts';
import { writeBatch } from './answers/write-batch.ts';

const products = productStore();
const vectors = vectorStore();
const pointers = modelPointers();
const models = modelCache();
const compaction = compactionStarter();

function answerWith({ product, revision, updatedAt }: StoredProduct, status: number, more: object = {}): Answer {
  return { status, headers: { etag: computeETag(revision) }, body: { product, updatedAt, ...more } };
}

function readCondition(request: HttpRequest) {
  return readWriteCondition((name) => request.header(name));
}

/** Embeds a product after its write, and answers with it. */
async function answerAfterWrite({ stored, replaced, missing }: WrittenProduct, ignoredFields: readonly string[]) {
  const embedding = await embedStoredProduct({ models, vectors, clock }, stored, replaced);
  await requestCompactionAfter(stored.product.id, stored.revision);
  return answerWith(stored, replaced ? 200 : 201, {
    embedding,
    ...(missing && { textVectorMissing: missing }),
    ...showIgnoredFields(ignoredFields),
  });
}

/** A failure is only logged: the write is done, and search reads changes that the snapshot lacks. */
async function requestCompactionAfter(id: string, state: string): Promise<void> {
  await requestCompaction({ compaction }, `${id}\n${state}`).catch((cause: unknown) =>
    logWarning('no compaction requested', cause),
  );
}

function showEmbedding(found: LiveEmbedding | undefined) {
  return found && 'vector' in found ? { ...found, vector: Array.from(found.vector) } : (found ?? null);
}

async function getOne(id: string, withVector: boolean): Promise<Answer> {
  const stored = await getProduct({ products }, id);
  if (!withVector) return answerWith(stored, 200);
  const [found] = await getLiveEmbeddings({ vectors, pointers }, [stored]);
  const { headers, ...answer } = answerWith(stored, 200, { embedding: showEmbedding(found) });
  // Its ETag is that of the product, and the embedding changes without it.
  return { ...answer, headers: { ...headers, 'cache-control': NOT_KEPT } };
}

async function list(page: ListProductsRequest, withVector: boolean): Promise<Answer> {
  const { products: found, nextCursor = null } = await listProducts({ products }, page);
  const embeddings = withVector ? await getLiveEmbeddings({ vectors, pointers }, found) : undefined;
  const data = found.map(({ product, revision, updatedAt }, i) => ({
    product,
    updatedAt,
    etag: computeETag(revision),
    ...(embeddings && { embedding: showEmbedding(embeddings[i]) }),
  }));
  return { status: 200, body: { data, nextCursor } };
}

const put: Operation = async (request) => {
  const { value, ignoredFields } = readProduct(request);
  return answerAfterWrite(
    await putProduct({ products, clock, complete }, value, readCondition(request)),
    ignoredFields,
  );
};

const patch: Operation = async (request) => {
  const { id, value, ignoredFields } = readProductPatch(request);
  return answerAfterWrite(
    await changeProduct({ products, clock, complete }, id, value, readCondition(request)),
    ignoredFields,
  );
};

const remove: Operation = async (request) => {
  const id = request.identifier('id');
  await removeProduct({ products, vectors, pointers, clock }, id, readCondition(request));
  await settleRemoval(id);
  return { status: 204 };
};

async function settleRemoval(id: string): Promise<void> {
  const at = clock.now().toISOString();
  forgetInLiveIndex(id, at);
  await requestCompactionAfter(id, at);
}

const batch: Operation = async (request) => {
  const { operations } = validateBody(batchSchema, request.json());
  const data = await writeBatch(
    { products, vectors, pointers, models, clock, complete, settleRemoval, settleWrite: requestCompactionAfter },
    operations.map((one, index) => readOperation(one, index, request.query)),
  );
  return { status: 200, body: { data } };
};

export const handler = createHttpHandler({
  'GET /v1/products/{id}': (request) => getOne(request.identifier('id'), readProductView(request.query).withVector),
  'GET /v1/products': async (request) => {
    const { id, withVector, ...page } = readProductListParameters(request.query);
    return id === undefined ? list(page, withVector) : getOne(id, withVector);
  },
  'PUT /v1/products/{id}': put,
  'PUT /v1/products': put,
  'PATCH /v1/products/{id}': patch,
  'PATCH /v1/products': patch,
  'DELETE /v1/products/{id}': remove,
  'DELETE /v1/products': remove,
  'POST /v1/products:batch': batch,
});
