import { clock, modelPointers, modelRegistry } from '../composition/compose.ts';
import { unrouted } from '../http/unrouted.ts';
import { readHealth } from '../use-cases/models/read-health.ts';
import { httpHandler, type Operation } from './http-handler.ts';

const ports = { registry: modelRegistry(), pointers: modelPointers(), clock };

const health: Operation = async () => ({ status: 200, body: await readHealth(ports) });

export const handler = httpHandler({
  'GET /v1/health': health,
  $default: async (request) => {
    // The gateway has no route for HEAD; load balancers and uptime checks use it.
    if (request.method === 'HEAD' && request.path === '/v1/health') return health(request);
    throw unrouted(request.method, request.path);
  },
});
