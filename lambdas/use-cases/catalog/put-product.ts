import { isDeepStrictEqual } from 'node:util';
import type { Product } from '../../core/catalog/product.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { MAX_WRITE_ATTEMPTS, nextRevision } from './next-revision.ts';

/** Whether a write may replace the product of this revision (undefined: there is no product). */
export type RevisionCondition = (revision: string | undefined) => boolean;

/**
 * Writes a product, with a revision newer than that of the stored one.
 * @param mayReplace Default: any stored product may be replaced.
 * @returns the stored product, and whether it was created.
 * @throws UseCaseError `precondition-failed`, `write-conflict`
 */
export async function putProduct(
  { products, clock }: { products: ProductStore; clock: Clock },
  product: Product,
  mayReplace?: RevisionCondition,
): Promise<{ stored: StoredProduct; created: boolean }> {
  let tried: StoredProduct | undefined;
  let created: boolean | undefined;
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
    const current = await products.get(product.id);
    created ??= current === undefined;
    // The answer to the last attempt was lost, but its write succeeded: no conflict.
    if (tried && isDeepStrictEqual(current, tried)) return { stored: tried, created };
    checkCondition(product.id, current, mayReplace);
    const revision = nextRevision(clock, current?.revision, attempt);
    tried = { product, revision, updatedAt: clock.now().toISOString() };
    const outcome = await products.put(tried, mayReplace && current?.revision);
    if (outcome === 'written') return { stored: tried, created };
  }
  throw new UseCaseError(
    'write-conflict',
    `other writers changed product ${product.id} during all ${MAX_WRITE_ATTEMPTS} attempts: try again`,
  );
}

/** @throws UseCaseError `precondition-failed` */
export function checkCondition(
  id: string,
  current: StoredProduct | undefined,
  mayReplace: RevisionCondition | undefined,
): void {
  if (mayReplace === undefined || mayReplace(current?.revision)) return;
  const state = current ? `was last written at ${current.updatedAt}` : 'does not exist';
  throw new UseCaseError('precondition-failed', `product ${id} ${state}, expected the state that If-Match names`);
}
