import { type RouteKey, routes } from '../routes.ts';

/**
 * What a caller may do, from the least to the most:
 *
 * - `read`: read products, models, jobs and the map, and search;
 * - `write`: write products and events, and upload files;
 * - `train`: take training steps, start training runs and cancel them;
 * - `admin`: change which model is live or head, and export all vectors.
 *
 * None contains another one: a caller that reads and writes has both.
 */
export const scopes = ['read', 'write', 'train', 'admin'] as const;
export type Scope = (typeof scopes)[number];

type OperationId = (typeof routes)[number]['operationId'];

/** The scope that each route asks for, by its operation; the only list of them. */
export const routeScopes = {
  getProduct: 'read',
  putProduct: 'write',
  removeProduct: 'write',
  changeProduct: 'write',
  listProducts: 'read',
  putProductOfQuery: 'write',
  changeProductOfQuery: 'write',
  removeProductOfQuery: 'write',
  writeProducts: 'write',
  findSimilar: 'read',
  findSimilarOfQuery: 'read',
  querySimilar: 'read',
  querySimilarBatch: 'read',
  embedProducts: 'read',
  trainStep: 'train',
  recordEvents: 'write',
  listModels: 'read',
  getModel: 'read',
  getModelCard: 'read',
  getModelCardPage: 'read',
  getMap: 'read',
  getMapPoints: 'read',
  getMapNames: 'read',
  startTrainingRun: 'train',
  changeTrainingRun: 'train',
  changeModel: 'admin',
  listTrainingRuns: 'read',
  getTrainingRun: 'read',
  getUpload: 'read',
  listUploads: 'read',
  startExport: 'admin',
  listExports: 'admin',
  // Its answer has links to the files, which need no credentials.
  getExport: 'admin',
  changeExport: 'admin',
  requestUpload: 'write',
  signUploadParts: 'write',
  completeUpload: 'write',
  abortUpload: 'write',
  getHealth: 'read',
  getOpenApi: 'read',
  getDocs: 'read',
  getProblem: 'read',
} as const satisfies Readonly<Record<OperationId, Scope>>;

/** The scope that a route asks for; undefined for `$default` and the routes of the console, which are no operations. */
export function scopeOf(routeKey: RouteKey): Scope | undefined {
  const route = routes.find(({ method, path }) => `${method} ${path}` === routeKey);
  return route && routeScopes[route.operationId];
}
