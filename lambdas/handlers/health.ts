import { clock, modelPointers, modelRegistry } from '../composition/compose.ts';
import { NOT_KEPT } from '../http/caching.ts';
import { routeProblem } from '../http/routes.ts';
import { readHealth } from '../use-cases/models/read-health.ts';
import { createHttpHandler, type Operation } from './answers/http-handler.ts';

const ports = { registry: modelRegistry(), pointers: modelPointers(), clock };

const health: Operation = async () => ({
  status: 200,
  body: await readHealth(ports),
  headers: { 'cache-control': NOT_KEPT },
});

export const handler = createHttpHandler({
  'GET /v1/health': health,
  $default: async (request) => {
    // The gateway has no route for HEAD; load balancers and uptime checks use it.
    if (request.method === 'HEAD' && request.path === '/v1/health') return health(request);
    throw routeProblem(request.method, request.path);
  },
});
