import { decisionLog, modelPointers, modelRegistry, reportReader } from '../composition/compose.ts';
import { CARD_PAGE_POLICY } from '../core/model-card/page/page-style.ts';
import { readPageRequest } from '../http/query-parameters.ts';
import { getModel, listModels } from '../use-cases/models/list-models.ts';
import { readModelCard, readModelCardPage } from '../use-cases/models/read-card.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = {
  registry: modelRegistry(),
  pointers: modelPointers(),
  decisions: decisionLog(),
  reports: reportReader(),
};

/** The page has the origin of the API, so it may do nothing there, even if a stored file is not what it should be. */
const cardPageHeaders = {
  'content-security-policy': `sandbox; ${CARD_PAGE_POLICY}`,
  'x-content-type-options': 'nosniff',
};

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
  'GET /v1/models/{version}/card': async (request) => {
    return { status: 200, body: await readModelCard(ports, request.pathParameter('version')) };
  },
  'GET /v1/models/{version}/card.html': async (request) => {
    const page = await readModelCardPage(ports, request.pathParameter('version'));
    const content = { type: 'text/html; charset=utf-8', bytes: Buffer.from(page) };
    return { status: 200, content, headers: cardPageHeaders };
  },
});
