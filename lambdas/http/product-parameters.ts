import type { QueryParameters } from './query-parameters.ts';

/** The id in the query, where it is not in the path. @throws HttpProblem `malformed-parameter`, `invalid-request` */
export function readIdParameter(query: QueryParameters): { readonly id: string | undefined } {
  return { id: query.identifier('id') };
}

/** The query of a read of a product: whether the answer has the vector. @throws HttpProblem `invalid-request` */
export function readProductView(query: QueryParameters): { readonly withVector: boolean } {
  return { withVector: query.choice('include', ['vector']) === 'vector' };
}

/** The query of a body with products: whether their unknown fields are ignored. @throws HttpProblem `invalid-request` */
export function readUnknownOption(query: QueryParameters): { readonly ignoresUnknown: boolean } {
  return { ignoresUnknown: query.choice('unknown', ['refuse', 'ignore']) === 'ignore' };
}
