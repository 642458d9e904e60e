import type { HttpEvent } from '../../../lambdas/http/http-request.ts';
import type { HttpResponse } from '../../../lambdas/http/http-response.ts';
import { type EventOptions, httpEvent } from './http-event.ts';
import { readJsonBody } from './response-body.ts';

/** The response, and its body as JSON if present. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: answers have a dozen shapes, and a wrong path fails the test.
  readonly json: any;
  /** The body as it is sent. */
  readonly bytes: Uint8Array;
}

type Handler = ((event: HttpEvent) => Promise<HttpResponse>) & { readonly routeKeys: readonly string[] };

const handlerNames = [
  'products',
  'similar',
  'embeddings',
  'train-step',
  'events',
  'models',
  'map',
  'jobs',
  'uploads',
  'runs',
  'exports',
  'docs',
  'health',
] as const;

/**
 * Every handler of the HTTP API, loaded now and called as the gateway would: an unknown route goes to `$default`.
 * @param check Called with every response: `checkDocumented`, loaded by the caller, who may load handlers again.
 */
export async function handlerApi(check: (event: HttpEvent, response: HttpResponse) => void) {
  const handlers = await Promise.all(handlerNames.map(loadHandler));
  const byRouteKey = new Map(handlers.flatMap((handler) => handler.routeKeys.map((key) => [key, handler] as const)));
  /** The response to an event of the gateway. */
  const handle = async (event: HttpEvent): Promise<HttpResponse> => {
    const response = await byRouteKey.get(event.routeKey)!(event);
    check(event, response);
    return response;
  };
  const request = async (method: string, target: string, options?: EventOptions): Promise<ApiAnswer> => {
    const response = await handle(httpEvent(method, target, options));
    return {
      status: response.statusCode,
      headers: response.headers,
      json: readJsonBody(response),
      bytes: Buffer.from(response.body, response.isBase64Encoded ? 'base64' : 'utf8'),
    };
  };
  return { request, handle, routeKeys: handlers.flatMap((handler) => handler.routeKeys) };
}

async function loadHandler(name: (typeof handlerNames)[number]): Promise<Handler> {
  const module: { handler: Handler } = await import(`../../../lambdas/handlers/${name}.ts`);
  return module.handler;
}
