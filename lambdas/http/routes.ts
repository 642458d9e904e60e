/** One operation of the HTTP API. `path` is a template of API Gateway: `{id}` is one segment, `{key+}` the whole rest. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: `/v1/${string}`;
  readonly operationId: string;
  readonly summary: string;
}

/** Every operation of the HTTP API; the only list of them. */
export const routes = [
  { method: 'GET', path: '/v1/products/{id}', operationId: 'getProduct', summary: 'Read a product' },
  { method: 'PUT', path: '/v1/products/{id}', operationId: 'putProduct', summary: 'Write a product and embed it' },
  { method: 'DELETE', path: '/v1/products/{id}', operationId: 'removeProduct', summary: 'Remove a product' },
  {
    method: 'GET',
    path: '/v1/products/{id}/similar',
    operationId: 'findSimilar',
    summary: 'Find the products most similar to one',
  },
  {
    method: 'POST',
    path: '/v1/embeddings',
    operationId: 'embedProducts',
    summary: 'Embed products or feature vectors',
  },
  { method: 'POST', path: '/v1/train', operationId: 'trainStep', summary: 'Take a training step from head' },
  { method: 'GET', path: '/v1/models', operationId: 'listModels', summary: 'List the model versions' },
  { method: 'GET', path: '/v1/models/{version}', operationId: 'getModel', summary: 'Read a model version' },
  {
    method: 'POST',
    path: '/v1/models/{version}',
    operationId: 'changeModel',
    summary: 'Promote a model version (`{version}:promote`) or roll back from it (`{version}:rollback`)',
  },
  { method: 'POST', path: '/v1/training-runs', operationId: 'startTrainingRun', summary: 'Start a training run' },
  {
    method: 'POST',
    path: '/v1/training-runs/{id}',
    operationId: 'changeTrainingRun',
    summary: 'Cancel a training run (`{id}:cancel`)',
  },
  { method: 'GET', path: '/v1/training-runs', operationId: 'listTrainingRuns', summary: 'List the training runs' },
  { method: 'GET', path: '/v1/training-runs/{id}', operationId: 'getTrainingRun', summary: 'Read a training run' },
  { method: 'GET', path: '/v1/uploads/{key+}', operationId: 'getUpload', summary: 'See how an upload stands' },
  { method: 'GET', path: '/v1/health', operationId: 'getHealth', summary: 'See whether Kindred answers' },
] as const satisfies readonly Route[];

type KeyOf<One> = One extends { method: infer Method extends string; path: infer Path extends string }
  ? `${Method} ${Path}`
  : never;

/** The `routeKey` of an event: `GET /v1/health`, or `$default` for what no route takes. */
export type RouteKey = KeyOf<(typeof routes)[number]> | '$default';

/** The methods that the routes matching this path take, sorted; empty when no route has such a path. */
export function allowedMethods(path: string): string[] {
  const matching = (routes as readonly Route[]).filter((route) => patternOf(route.path).test(path));
  return matching.map((route) => route.method).sort();
}

function patternOf(template: string): RegExp {
  const steps = template.split('/').map((step) => {
    if (!step.startsWith('{')) return step;
    return step.endsWith('+}') ? '.+' : '[^/]+';
  });
  return new RegExp(`^${steps.join('/')}$`);
}
