import { clock, compactionStarter, modelPointers, productStore, vectorStore } from '../composition/compose.ts';
import { logWarning } from '../composition/logger.ts';
import { modelCache } from '../composition/models.ts';
import type { HttpRequest } from '../http/http-request.ts';
import { readProduct, readProductPatch } from '../http/product-body.ts';
import { readProductView } from '../http/product-parameters.ts';
import { computeETag, matchesETag } from '../http/request-headers.ts';
import { showIgnoredFields } from '../http/unknown-fields.ts';
import type { StoredProduct } from '../ports/product-store.ts';
import { changeProduct } from '../use-cases/catalog/change-product.ts';
import { getLiveEmbedding, getProduct } from '../use-cases/catalog/get-product.ts';
import { putProduct, type WrittenProduct } from '../use-cases/catalog/put-product.ts';
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

/** Embeds a product after its write, and answers with it. */
async function answerAfterWrite({ stored, replaced }: WrittenProduct, ignoredFields: readonly string[]) {
  const embedding = await embedStoredProduct({ models, vectors, clock }, stored, replaced);
  await requestCompactionAfter(stored.product.id, stored.revision);
  return answerWith(stored, replaced ? 200 : 201, { embedding, ...showIgnoredFields(ignoredFields) });
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
    const { withVector } = readProductView(request.query);
    const stored = await getProduct({ products }, id);
    if (!withVector) return answerWith(stored, 200);
    const found = await getLiveEmbedding({ vectors, pointers }, stored);
    const embedding = found && 'vector' in found ? { ...found, vector: Array.from(found.vector) } : found;
    return answerWith(stored, 200, { embedding: embedding ?? null });
  },
  'PUT /v1/products/{id}': async (request) => {
    const { value, ignoredFields } = readProduct(request);
    return answerAfterWrite(await putProduct({ products, clock }, value, readCondition(request)), ignoredFields);
  },
  'PATCH /v1/products/{id}': async (request) => {
    const { id, value, ignoredFields } = readProductPatch(request);
    return answerAfterWrite(await changeProduct({ products, clock }, id, value, readCondition(request)), ignoredFields);
  },
  'DELETE /v1/products/{id}': async (request) => {
    const id = request.pathParameter('id');
    await removeProduct({ products, vectors, pointers, clock }, id, readCondition(request));
    await requestCompactionAfter(id, clock.now().toISOString());
    return { status: 204 };
  },
});
