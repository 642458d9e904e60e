import {
  clock,
  exportLinks,
  exportStarter,
  idempotencyStore,
  jobStore,
  modelPointers,
  modelRegistry,
} from '../composition/compose.ts';
import { readExportBody } from '../http/export-body.ts';
import type { Answer } from '../http/http-response.ts';
import { readPageRequest } from '../http/query-parameters.ts';
import { readIdempotencyKey } from '../http/request-headers.ts';
import { cancelRunSchema } from '../http/request-schemas.ts';
import { routeProblem } from '../http/routes.ts';
import { validateBody } from '../http/validation.ts';
import type { ExportJob } from '../ports/job-store.ts';
import { cancelExport, viewBriefly, viewExport } from '../use-cases/exports/read-export.ts';
import { requestExport } from '../use-cases/exports/request-export.ts';
import { readJob } from '../use-cases/runs/read-job.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = {
  jobs: jobStore(),
  starter: exportStarter(),
  pointers: modelPointers(),
  registry: modelRegistry(),
  idempotency: idempotencyStore(),
  links: exportLinks(),
  clock,
};

/** The answer for an export that continues in the background: `location` says where to read its job. */
function accepted(job: ExportJob, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 202, headers: { ...headers, location: `/v1/exports/${job.id}` }, body: viewBriefly(job, clock) };
}

export const handler = createHttpHandler({
  'POST /v1/exports': async (request) => {
    const key = readIdempotencyKey(request.header('idempotency-key'));
    const json = request.json();
    const body = readExportBody(json);
    const keyed = key === undefined ? undefined : { key, text: JSON.stringify(json) };
    const { answer, replayed } = await requestExport(ports, body, { requestId: request.id, keyed });
    return accepted(answer, replayed ? { 'idempotency-replayed': 'true' } : {});
  },
  'GET /v1/exports': async (request) => {
    const { items, cursor } = await ports.jobs.list('export', readPageRequest(request.query));
    return { status: 200, body: { data: items.map((job) => viewBriefly(job, clock)), nextCursor: cursor ?? null } };
  },
  'GET /v1/exports/{id}': async (request) => {
    const job = await readJob(ports, 'export', request.pathParameter('id'));
    return { status: 200, body: await viewExport(ports, job) };
  },
  'POST /v1/exports/{id}': async (request) => {
    const who = validateBody(cancelRunSchema, request.json());
    const { id, action } = request.pathAction('id');
    if (action !== 'cancel') throw routeProblem(request.method, request.path);
    return accepted(await cancelExport(ports, id, request.requestedBy(who)));
  },
});
