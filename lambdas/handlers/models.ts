import { decisionLog, modelPointers, modelRegistry } from '../composition/compose.ts';
import { readPageRequest } from '../http/query-parameters.ts';
import { getModel, listModels } from '../use-cases/models/list-models.ts';
import { createHttpHandler } from './http-handler.ts';

const ports = { registry: modelRegistry(), pointers: modelPointers(), decisions: decisionLog() };

export const handler = createHttpHandler({
  'GET /v1/models': async (request) => {
    const { items, cursor, pointers } = await listModels(ports, readPageRequest(request.query));
    // Reports may be long: only the answer about one version contains its report.
    const data = items.map(({ report: _report, ...model }) => model);
    return { status: 200, body: { data, nextCursor: cursor ?? null, ...pointers } };
  },
  'GET /v1/models/{version}': async (request) => {
    return { status: 200, body: await getModel(ports, request.pathParameter('version')) };
  },
});
