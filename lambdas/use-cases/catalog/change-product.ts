import type { Product } from '../../core/catalog/product.ts';
import { productNotFound } from './get-product.ts';
import {
  checkCondition,
  type PutProductPorts,
  type RevisionCondition,
  type WrittenProduct,
  writeProduct,
} from './put-product.ts';

/**
 * Changes a stored product. A write in between is not lost: the change is then applied to its result.
 * @param change The new product from the stored one, with the same id.
 * @param mayChange Default: a product of any revision may be changed.
 * @throws UseCaseError `product-not-found`, `precondition-failed`, `write-conflict`; and what `change` throws
 */
export async function changeProduct(
  ports: PutProductPorts,
  id: string,
  change: (product: Product) => Product,
  mayChange?: RevisionCondition,
): Promise<WrittenProduct> {
  return writeProduct(ports, id, (current) => {
    if (current === undefined) throw productNotFound(id);
    checkCondition(id, current, mayChange);
    return { product: change(current.product), replaces: current.revision };
  });
}
