import { readProductView } from './product-parameters.ts';
import { PAGE_PARAMETERS, type QueryParameters } from './query-parameters.ts';
import { readFilter } from './similar-parameters.ts';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The parameters of a list of products, and names that are used for them elsewhere. */
const PARAMETERS = {
  id: ['productId', 'product', 'ids'],
  ...PAGE_PARAMETERS,
  filter: ['filters', 'where', 'fq', 'q'],
  ignoreCase: ['caseSensitive', 'caseInsensitive'],
  include: ['fields', 'with'],
} as const;

/** All query parameters of a list of products, or of the product with an `id`. @throws HttpProblem `malformed-parameter`, `invalid-request` */
export function readProductListParameters(query: QueryParameters) {
  query.refuseOthers(PARAMETERS);
  return {
    id: query.identifier('id'),
    limit: query.wholeNumber('limit', { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT,
    cursor: query.text('cursor'),
    filter: readFilter(query),
    ...readProductView(query),
  };
}
