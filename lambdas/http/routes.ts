import { HttpProblem } from './problems.ts';

/** One operation of the HTTP API. `path` is a template of API Gateway: `{id}` is one segment, `{key+}` all remaining segments. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  readonly path: `/v1/${string}`;
  readonly operationId: string;
  /** The file in `lambdas/handlers` that serves it, without the ending; the stack sends the route to that function. */
  readonly handler: string;
  readonly summary: string;
}

/**
 * Every operation of the HTTP API; the only list of them. Add new routes of a handler behind its others: the first one
 * is part of a logical id in the stack.
 */
export const routes = [
  {
    method: 'GET',
    path: '/v1/products/{id}',
    operationId: 'getProduct',
    handler: 'products',
    summary: 'Read a product',
  },
  {
    method: 'PUT',
    path: '/v1/products/{id}',
    operationId: 'putProduct',
    handler: 'products',
    summary: 'Write a product and embed it',
  },
  {
    method: 'DELETE',
    path: '/v1/products/{id}',
    operationId: 'removeProduct',
    handler: 'products',
    summary: 'Remove a product',
  },
  {
    method: 'PATCH',
    path: '/v1/products/{id}',
    operationId: 'changeProduct',
    handler: 'products',
    summary: 'Change parts of a product',
  },
  {
    method: 'GET',
    path: '/v1/products',
    operationId: 'listProducts',
    handler: 'products',
    summary: 'List the products, or read one by its id in the query',
  },
  {
    method: 'PUT',
    path: '/v1/products',
    operationId: 'putProductOfQuery',
    handler: 'products',
    summary: 'Write a product by its id in the query',
  },
  {
    method: 'PATCH',
    path: '/v1/products',
    operationId: 'changeProductOfQuery',
    handler: 'products',
    summary: 'Change parts of a product by its id in the query',
  },
  {
    method: 'DELETE',
    path: '/v1/products',
    operationId: 'removeProductOfQuery',
    handler: 'products',
    summary: 'Remove a product by its id in the query',
  },
  {
    method: 'POST',
    path: '/v1/products:batch',
    operationId: 'writeProducts',
    handler: 'products',
    summary: 'Write, change and remove many products',
  },
  {
    method: 'GET',
    path: '/v1/products/{id}/similar',
    operationId: 'findSimilar',
    handler: 'similar',
    summary: 'Find the products most similar to one',
  },
  {
    method: 'GET',
    path: '/v1/similar',
    operationId: 'findSimilarOfQuery',
    handler: 'similar',
    summary: 'Find the products most similar to one by its id in the query',
  },
  {
    method: 'POST',
    path: '/v1/similar:query',
    operationId: 'querySimilar',
    handler: 'similar',
    summary: 'Find products by examples',
  },
  {
    method: 'POST',
    path: '/v1/similar:batch',
    operationId: 'querySimilarBatch',
    handler: 'similar',
    summary: 'Answer many searches by examples',
  },
  {
    method: 'POST',
    path: '/v1/embeddings',
    operationId: 'embedProducts',
    handler: 'embeddings',
    summary: 'Embed products or feature vectors',
  },
  {
    method: 'POST',
    path: '/v1/train',
    operationId: 'trainStep',
    handler: 'train-step',
    summary: 'Take a training step from head',
  },
  {
    method: 'POST',
    path: '/v1/events',
    operationId: 'recordEvents',
    handler: 'events',
    summary: 'Record what shoppers did',
  },
  {
    method: 'GET',
    path: '/v1/models',
    operationId: 'listModels',
    handler: 'models',
    summary: 'List the model versions',
  },
  {
    method: 'GET',
    path: '/v1/models/{version}',
    operationId: 'getModel',
    handler: 'models',
    summary: 'Read a model version',
  },
  {
    method: 'GET',
    path: '/v1/models/{version}/card',
    operationId: 'getModelCard',
    handler: 'models',
    summary: 'Read the model card of a version',
  },
  {
    method: 'GET',
    path: '/v1/models/{version}/card.html',
    operationId: 'getModelCardPage',
    handler: 'models',
    summary: 'Read the model card of a version as a page',
  },
  {
    method: 'GET',
    path: '/v1/map',
    operationId: 'getMap',
    handler: 'map',
    summary: 'Read the map of the products',
  },
  {
    method: 'GET',
    path: '/v1/map/points/{part}',
    operationId: 'getMapPoints',
    handler: 'map',
    summary: 'Read a part of the points of the map',
  },
  {
    method: 'GET',
    path: '/v1/map/names/{part}',
    operationId: 'getMapNames',
    handler: 'map',
    summary: 'Read a part of the names of the map',
  },
  {
    method: 'POST',
    path: '/v1/training-runs',
    operationId: 'startTrainingRun',
    handler: 'runs',
    summary: 'Start a training run',
  },
  {
    method: 'POST',
    path: '/v1/training-runs/{id}',
    operationId: 'changeTrainingRun',
    handler: 'runs',
    summary: 'Cancel a training run (`{id}:cancel`)',
  },
  {
    method: 'POST',
    path: '/v1/models/{version}',
    operationId: 'changeModel',
    handler: 'runs',
    summary: 'Promote a model version (`{version}:promote`), roll back from it, or set `head` to it',
  },
  {
    method: 'GET',
    path: '/v1/training-runs',
    operationId: 'listTrainingRuns',
    handler: 'jobs',
    summary: 'List the training runs',
  },
  {
    method: 'GET',
    path: '/v1/training-runs/{id}',
    operationId: 'getTrainingRun',
    handler: 'jobs',
    summary: 'Read a training run',
  },
  {
    method: 'GET',
    path: '/v1/uploads/{key+}',
    operationId: 'getUpload',
    handler: 'jobs',
    summary: 'Read the state of an upload',
  },
  {
    method: 'GET',
    path: '/v1/uploads',
    operationId: 'listUploads',
    handler: 'jobs',
    summary: 'List the uploads, or read one by its key in the query',
  },
  {
    method: 'POST',
    path: '/v1/exports',
    operationId: 'startExport',
    handler: 'exports',
    summary: 'Start an export',
  },
  {
    method: 'GET',
    path: '/v1/exports',
    operationId: 'listExports',
    handler: 'exports',
    summary: 'List the exports',
  },
  {
    method: 'GET',
    path: '/v1/exports/{id}',
    operationId: 'getExport',
    handler: 'exports',
    summary: 'Read an export',
  },
  {
    method: 'POST',
    path: '/v1/exports/{id}',
    operationId: 'changeExport',
    handler: 'exports',
    summary: 'Cancel an export (`{id}:cancel`)',
  },
  {
    method: 'POST',
    path: '/v1/uploads',
    operationId: 'requestUpload',
    handler: 'uploads',
    summary: 'Request an upload',
  },
  {
    method: 'POST',
    path: '/v1/uploads:parts',
    operationId: 'signUploadParts',
    handler: 'uploads',
    summary: 'Get the addresses for parts of an upload',
  },
  {
    method: 'POST',
    path: '/v1/uploads:complete',
    operationId: 'completeUpload',
    handler: 'uploads',
    summary: 'Complete an upload of several parts',
  },
  {
    method: 'POST',
    path: '/v1/uploads:abort',
    operationId: 'abortUpload',
    handler: 'uploads',
    summary: 'Abort an upload of several parts',
  },
  {
    method: 'GET',
    path: '/v1/health',
    operationId: 'getHealth',
    handler: 'health',
    summary: 'Check the health of the service',
  },
  {
    method: 'GET',
    path: '/v1/openapi.json',
    operationId: 'getOpenApi',
    handler: 'docs',
    summary: 'Read the OpenAPI document',
  },
  {
    method: 'GET',
    path: '/v1/docs',
    operationId: 'getDocs',
    handler: 'docs',
    summary: 'Read the documentation as a page',
  },
  {
    method: 'GET',
    path: '/v1/problems/{code}',
    operationId: 'getProblem',
    handler: 'docs',
    summary: 'Read what a problem code means',
  },
] as const satisfies readonly Route[];

type KeyOf<One> = One extends { method: infer Method extends string; path: infer Path extends string }
  ? `${Method} ${Path}`
  : never;

/** The routes of the console: a page and its files, which are no operations of the API. They need no credentials. */
export const consoleRouteKeys = ['GET /', 'GET /assets/{file}'] as const;

/** The `routeKey` of an event: `GET /v1/health`, or `$default` for a request without a route. */
export type RouteKey = KeyOf<(typeof routes)[number]> | (typeof consoleRouteKeys)[number] | '$default';

/** A handler that serves at least one route. */
export type HttpHandlerName = (typeof routes)[number]['handler'];

/** The routes of one handler, as API Gateway names them. */
export function listRouteKeys(handler: HttpHandlerName): RouteKey[] {
  return routes.filter((route) => route.handler === handler).map(({ method, path }) => `${method} ${path}` as RouteKey);
}

/** The methods of the routes that match this path, sorted; empty if no route matches. */
export function allowedMethods(path: string): string[] {
  const matching = (routes as readonly Route[]).filter((route) => patternOf(route.path).test(path));
  return matching.map((route) => route.method).sort();
}

function patternOf(template: string): RegExp {
  const steps = template.split('/').map((step) => {
    if (!step.startsWith('{')) return step;
    return step.endsWith('+}') ? '.+' : '[^/]+';
  });
  // A decoded path may have line ends.
  return new RegExp(`^${steps.join('/')}$`, 's');
}

/** Why no route serves a request: there is no such path, or the path takes other methods. */
export function routeProblem(method: string, path: string): HttpProblem {
  const allowed = allowedMethods(path);
  const shown = path.slice(0, 300);
  if (allowed.length === 0 || allowed.includes(method)) {
    return new HttpProblem('route-not-found', `there is no route for ${method} ${shown}`);
  }
  const allow = allowed.join(', ');
  return new HttpProblem('method-not-allowed', `${shown} takes ${allow}, not ${method}`, { headers: { allow } });
}
