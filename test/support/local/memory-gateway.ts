import { routes } from '../../../lambdas/http/routes.ts';
import { type HttpGateway, startHttpGateway } from '../../../lib/local/http/http-gateway.ts';
import type { LambdaFunction } from '../../../lib/local/lambda/lambda-function.ts';
import type { memoryApi } from '../api/memory-api.ts';

type Handle = Awaited<ReturnType<typeof memoryApi>>['handle'];

/** The HTTP gateway of this machine, with handlers of this process. @param handle Called with the events of all routes. */
export function startMemoryGateway(handle: Handle): Promise<HttpGateway> {
  const invoke = async (event: unknown) => {
    const response = await handle(event as Parameters<Handle>[0]);
    return { ok: true, result: JSON.stringify(response) };
  };
  const listed = [...routes.map(({ method, path }) => `${method} ${path}`), '$default'];
  // The gateway calls only `invoke`.
  const functions = new Map([['all', { invoke } as unknown as LambdaFunction]]);
  return startHttpGateway(
    0,
    listed.map((routeKey) => ({ routeKey, functionName: 'all' })),
    functions,
  );
}
