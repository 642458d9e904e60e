import { pageOf } from '../http/page-of.ts';
import type { Job } from '../ports/job-store.ts';
import { readJob } from '../use-cases/read-job.ts';
import { jobStore } from './compose.ts';
import { httpHandler } from './http-handler.ts';

const jobs = jobStore();

function shown({ id, state, startedAt, updatedAt, detail }: Job) {
  return { ...detail, id, state, startedAt, updatedAt };
}

export const handler = httpHandler({
  'GET /v1/training-runs': async (request) => {
    const { items, cursor } = await jobs.list('training-run', pageOf(request.query));
    return { status: 200, body: { data: items.map(shown), nextCursor: cursor ?? null } };
  },
  'GET /v1/training-runs/{id}': async (request) => {
    return { status: 200, body: shown(await readJob({ jobs }, 'training-run', request.pathParameter('id'))) };
  },
  'GET /v1/uploads/{key+}': async (request) => {
    return { status: 200, body: shown(await readJob({ jobs }, 'upload', request.pathParameter('key'))) };
  },
});
