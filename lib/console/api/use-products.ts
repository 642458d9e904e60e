import type { KindredClient } from '../../client/client.ts';
import { isProblem } from '../../client/errors.ts';
import type { Product } from '../../client/generated/schemas.ts';
import { forEachLimited } from '../common/limited.ts';
import { type UsedRequest, useRequest } from './use-request.ts';

/** Products that are asked for at once. */
const AT_ONCE = 6;

/**
 * Products by their ids. One that is no longer in the catalog is undefined.
 * @param ids Undefined for nothing yet.
 */
export function useProducts(ids: readonly string[] | undefined): UsedRequest<ReadonlyMap<string, Product | undefined>> {
  return useRequest(ids && JSON.stringify(ids), async (api, signal) => {
    const products = new Map<string, Product | undefined>();
    await forEachLimited(new Set(ids), AT_ONCE, async (id) => {
      products.set(id, await readProduct(api, id, signal));
    });
    return products;
  });
}

/** A product by its id, which may hold any character; undefined if there is none any more. */
export async function readProduct(api: KindredClient, id: string, signal: AbortSignal): Promise<Product | undefined> {
  try {
    const answer = await api.listProducts({ id }, { signal });
    return 'product' in answer ? answer.product : undefined;
  } catch (error) {
    if (isProblem(error, 'product-not-found')) return undefined;
    throw error;
  }
}
