import { isProblem } from '../../client/errors.ts';
import type { Product } from '../../client/generated/schemas.ts';
import { type UsedRequest, useRequest } from './use-request.ts';

/** A product by its id; undefined if there is none any more. The id may hold any character. */
export function useProduct(id: string | undefined): UsedRequest<Product | undefined> {
  return useRequest(id, async (api, signal) => {
    try {
      const answer = await api.listProducts({ id }, { signal });
      return 'product' in answer ? answer.product : undefined;
    } catch (error) {
      if (isProblem(error, 'product-not-found')) return undefined;
      throw error;
    }
  });
}
