import { jobStore } from '../composition/compose.ts';
import { readPageRequest } from '../http/query-parameters.ts';
import type { TrainingRunJob } from '../ports/job-store.ts';
import { readJob, viewJob } from '../use-cases/runs/read-job.ts';
import { createHttpHandler } from './http-handler.ts';

const jobs = jobStore();

/** Leaves out the long fields: they are shown for one run at a time. */
function showBriefly(job: TrainingRunJob) {
  const { lossCurve: _curve, decisions: _decisions, ...detail } = job.detail;
  return viewJob({ ...job, detail });
}

export const handler = createHttpHandler({
  'GET /v1/training-runs': async (request) => {
    const { items, cursor } = await jobs.list('training-run', readPageRequest(request.query));
    return { status: 200, body: { data: items.map(showBriefly), nextCursor: cursor ?? null } };
  },
  'GET /v1/training-runs/{id}': async (request) => {
    return { status: 200, body: viewJob(await readJob({ jobs }, 'training-run', request.pathParameter('id'))) };
  },
  'GET /v1/uploads/{key+}': async (request) => {
    return { status: 200, body: viewJob(await readJob({ jobs }, 'upload', request.pathParameter('key'))) };
  },
});
