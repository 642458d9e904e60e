import { isDeepStrictEqual } from 'node:util';
import type { Product } from '../../core/catalog/product.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { nextRevision, writeTries } from './next-revision.ts';

/** Whether a write may replace what has this revision (undefined: no product). */
export type RevisionCondition = (revision: string | undefined) => boolean;

/**
 * Writes a product; the write is newer than what it finds.
 * @param mayReplace Absent: whatever is stored.
 * @returns what is stored now, and whether there was no such product before.
 * @throws UseCaseError `precondition-failed`, `write-conflict`
 */
export async function putProduct(
  { products, clock }: { products: ProductStore; clock: Clock },
  product: Product,
  mayReplace?: RevisionCondition,
): Promise<{ stored: StoredProduct; created: boolean }> {
  let tried: StoredProduct | undefined;
  let created: boolean | undefined;
  for (let attempt = 0; attempt < writeTries; attempt++) {
    const current = await products.get(product.id);
    created ??= current === undefined;
    // A write whose answer was lost on the way is not a conflict with itself.
    if (tried && isDeepStrictEqual(current, tried)) return { stored: tried, created };
    checkCondition(product.id, current, mayReplace);
    const revision = nextRevision(clock, current?.revision, attempt);
    tried = { product, revision, updatedAt: clock.now().toISOString() };
    const outcome = await products.put(tried, mayReplace && current?.revision);
    if (outcome === 'written') return { stored: tried, created };
  }
  throw new UseCaseError('write-conflict', `product ${product.id} was written by others ${writeTries} times meanwhile`);
}

/** @throws UseCaseError `precondition-failed` */
export function checkCondition(
  id: string,
  current: StoredProduct | undefined,
  mayReplace: RevisionCondition | undefined,
): void {
  if (mayReplace === undefined || mayReplace(current?.revision)) return;
  const state = current ? `was last written at ${current.updatedAt}` : 'is not there';
  throw new UseCaseError('precondition-failed', `product ${id} ${state}, expected the one of If-Match`);
}
