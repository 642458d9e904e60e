import { clock, productStore, vectorStore } from '../composition/compose.ts';
import { modelCache } from '../composition/models.ts';
import { buildEntryProblem } from '../http/http-response.ts';
import { embeddingsSchema } from '../http/request-schemas.ts';
import { listItems, readUnknownFields, showIgnoredFields } from '../http/unknown-fields.ts';
import { validateBody } from '../http/validation.ts';
import { type EmbeddedItem, embedRequest } from '../use-cases/embedding/embed-request.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = { products: productStore(), vectors: vectorStore(), models: modelCache(), clock };

function showItem(item: EmbeddedItem) {
  if ('vector' in item) return { ...item, vector: Array.from(item.vector) };
  return { ...item, problem: buildEntryProblem(item.problem.code, item.problem.detail) };
}

export const handler = createHttpHandler({
  'POST /v1/embeddings': async (request) => {
    const json = request.json();
    const body = validateBody(embeddingsSchema, json);
    const ignoredFields = readUnknownFields(request.query, listItems(json));
    const { modelVersion, items } = await embedRequest(ports, body);
    return { status: 200, body: { data: items.map(showItem), modelVersion, ...showIgnoredFields(ignoredFields) } };
  },
});
