import { routes } from '../../../lambdas/http/routes.ts';
import { exportOperations } from './exports.ts';
import { mapOperations } from './maps.ts';
import { modelOperations } from './models.ts';
import { withRoutes } from './operation.ts';
import { productOperations } from './products.ts';
import { searchOperations } from './search.ts';
import { serviceOperations } from './service.ts';
import { trainingOperations } from './training.ts';
import { uploadOperations } from './uploads.ts';

/** Every operation of the HTTP API, in the order of the document. Every route has one; a test checks it. */
export const operations = withRoutes(
  {
    ...productOperations,
    ...searchOperations,
    ...trainingOperations,
    ...modelOperations,
    ...exportOperations,
    ...uploadOperations,
    ...mapOperations,
    ...serviceOperations,
  },
  routes,
);
