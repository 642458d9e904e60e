import { jobStore } from '../composition/compose.ts';
import { pageOf } from '../http/page-of.ts';
import type { TrainingRunJob } from '../ports/job-store.ts';
import { readJob } from '../use-cases/runs/read-job.ts';
import { httpHandler } from './http-handler.ts';
import { shownJob } from './shown-job.ts';

const jobs = jobStore();

/** Leaves out the long fields: they are shown for one run at a time. */
function showBriefly(job: TrainingRunJob) {
  const { lossCurve: _curve, decisions: _decisions, ...detail } = job.detail;
  return shownJob({ ...job, detail });
}

export const handler = httpHandler({
  'GET /v1/training-runs': async (request) => {
    const { items, cursor } = await jobs.list('training-run', pageOf(request.query));
    return { status: 200, body: { data: items.map(showBriefly), nextCursor: cursor ?? null } };
  },
  'GET /v1/training-runs/{id}': async (request) => {
    return { status: 200, body: shownJob(await readJob({ jobs }, 'training-run', request.pathParameter('id'))) };
  },
  'GET /v1/uploads/{key+}': async (request) => {
    return { status: 200, body: shownJob(await readJob({ jobs }, 'upload', request.pathParameter('key'))) };
  },
});
