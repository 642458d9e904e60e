import { jobStore } from '../composition/compose.ts';
import type { Answer } from '../http/http-response.ts';
import { readPageRequest, readUploadsRequest } from '../http/query-parameters.ts';
import type { TrainingRunJob } from '../ports/job-store.ts';
import type { PageRequest } from '../ports/page.ts';
import { readJob, viewJob } from '../use-cases/runs/read-job.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const jobs = jobStore();

/** Leaves out the long fields: they are shown for one run at a time. */
function showBriefly(job: TrainingRunJob) {
  const { lossCurve: _losses, validationCurve: _scores, decisions: _decisions, ...detail } = job.detail;
  return viewJob({ ...job, detail });
}

async function getUpload(key: string): Promise<Answer> {
  return { status: 200, body: viewJob(await readJob({ jobs }, 'upload', key)) };
}

async function listUploads(page: PageRequest): Promise<Answer> {
  const { items, cursor } = await jobs.list('upload', page);
  return { status: 200, body: { data: items.map(viewJob), nextCursor: cursor ?? null } };
}

export const handler = createHttpHandler({
  'GET /v1/training-runs': async (request) => {
    const { items, cursor } = await jobs.list('training-run', readPageRequest(request.query));
    return { status: 200, body: { data: items.map(showBriefly), nextCursor: cursor ?? null } };
  },
  'GET /v1/training-runs/{id}': async (request) => {
    return { status: 200, body: viewJob(await readJob({ jobs }, 'training-run', request.pathParameter('id'))) };
  },
  'GET /v1/uploads/{key+}': (request) => getUpload(request.identifier('key')),
  'GET /v1/uploads': async (request) => {
    const { key, ...page } = readUploadsRequest(request.query);
    return key === undefined ? listUploads(page) : getUpload(key);
  },
});
