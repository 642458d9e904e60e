import { readIdParameter, readUnknownOption } from '../../../lambdas/http/product-parameters.ts';
import type { QueryParameters } from '../../../lambdas/http/query-parameters.ts';

/** The parameters of every list. */
export const pageParameters = {
  limit: 'The most entries of a page.',
  cursor: '`nextCursor` of the previous page.',
};

/** The header of an answer for work that continues in the background. */
export const location = { location: 'Where to read the job of the run.' };

/** The same for an export. */
export const exportLocation = { location: 'Where to read the job of the export.' };

/** The query of an operation whose body has products. */
export const unknownFields = {
  read: readUnknownOption,
  parameters: {
    unknown:
      '`refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.',
  },
};

/** The query of a write that has the id of the product in the query. */
export const idAndUnknownFields = {
  read: (query: QueryParameters) => ({ ...readIdParameter(query), ...readUnknownOption(query) }),
  parameters: { id: 'The id of the product.', ...unknownFields.parameters },
  required: ['id'],
};

/** The query of a removal that has the id of the product in the query. */
export const idInQuery = { read: readIdParameter, parameters: { id: 'The id of the product.' }, required: ['id'] };
