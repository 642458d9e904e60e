import { clock, decisionLog, jobStore, modelPointers, modelRegistry, runStarter } from '../composition/compose.ts';
import type { Answer } from '../http/http-response.ts';
import { cancelRunSchema, changeModelSchema, setHeadSchema, trainingRunSchema } from '../http/request-schemas.ts';
import { routeProblem } from '../http/routes.ts';
import { validateBody } from '../http/validation.ts';
import type { Job } from '../ports/job-store.ts';
import { setHead } from '../use-cases/models/set-head.ts';
import { requestPromotion } from '../use-cases/publishing/request-promotion.ts';
import { rollBack } from '../use-cases/publishing/roll-back.ts';
import { cancelRun } from '../use-cases/runs/cancel-run.ts';
import { viewJob } from '../use-cases/runs/read-job.ts';
import { requestRun } from '../use-cases/runs/request-run.ts';
import { createHttpHandler } from './answers/http-handler.ts';

const ports = {
  jobs: jobStore(),
  starter: runStarter(),
  registry: modelRegistry(),
  pointers: modelPointers(),
  decisions: decisionLog(),
  clock,
};

/** The answer for a run that continues in the background: `location` says where to read its job. */
function accepted(job: Job, more: object = {}): Answer {
  return { status: 202, headers: { location: `/v1/training-runs/${job.id}` }, body: { ...viewJob(job), ...more } };
}

export const handler = createHttpHandler({
  'POST /v1/training-runs': async (request) => {
    const { name = request.id, resume, config, data, ...who } = validateBody(trainingRunSchema, request.json());
    const runId = resume ?? `run-${name}`;
    const requested = request.requestedBy(who);
    return accepted(await requestRun(ports, { runId, resume: resume !== undefined, config, data, requested }));
  },
  'POST /v1/training-runs/{id}': async (request) => {
    const who = validateBody(cancelRunSchema, request.json());
    const { id, action } = request.pathAction('id');
    if (action !== 'cancel') throw routeProblem(request.method, request.path);
    return accepted(await cancelRun(ports, id, request.requestedBy(who)));
  },
  'POST /v1/models/{version}': async (request) => {
    const { id: version, action } = request.pathAction('version');
    if (action === 'head') {
      const { why, by } = validateBody(setHeadSchema, request.json());
      return { status: 200, body: await setHead(ports, version, { ...request.requestedBy({ by }), why }) };
    }
    const { why, override, by } = validateBody(changeModelSchema, request.json());
    if (action !== 'promote' && action !== 'rollback') throw routeProblem(request.method, request.path);
    const reason = { ...request.requestedBy({ by }), why };
    if (action === 'promote') return accepted(await requestPromotion(ports, version, { ...reason, override }));
    const { live, job } = await rollBack(ports, version, reason);
    return accepted(job, { live });
  },
});
