import type { Product } from '../../client/generated/schemas.ts';
import { readProduct } from './use-products.ts';
import { type UsedRequest, useRequest } from './use-request.ts';

/** A product by its id; undefined if there is none any more. */
export function useProduct(id: string | undefined): UsedRequest<Product | undefined> {
  return useRequest(id, (api, signal) => readProduct(api, id!, signal));
}
