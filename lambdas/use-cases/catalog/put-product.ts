import { isDeepStrictEqual } from 'node:util';
import type { Product } from '../../core/catalog/product.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import type { MissingReason } from '../../shared/text-models.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import type { FillText } from '../text-vectors/filled-product.ts';
import { MAX_WRITE_ATTEMPTS, nextRevision } from './next-revision.ts';

/** Whether a write may replace the product of this revision (undefined: there is no product). */
export type RevisionCondition = (revision: string | undefined) => boolean;

export interface PutProductPorts {
  readonly products: Pick<ProductStore, 'get' | 'getStates' | 'put'>;
  readonly clock: Clock;
  /** Adds to a product what it is stored with: a vector of its text. @default nothing */
  readonly complete?: FillText;
}

/** A product as it was written, and the one that it replaced, if any. */
export interface WrittenProduct {
  readonly stored: StoredProduct;
  readonly replaced: StoredProduct | undefined;
  /** Why it has no vector of its text, if it is to have one. */
  readonly missing?: MissingReason;
}

/**
 * Writes a product, with a revision newer than that of the stored one.
 * @param mayReplace Default: any stored product may be replaced.
 * @throws UseCaseError `precondition-failed`, `write-conflict`
 */
export async function putProduct(
  ports: PutProductPorts,
  product: Product,
  mayReplace?: RevisionCondition,
): Promise<WrittenProduct> {
  return writeProduct(ports, product.id, (current) => {
    checkCondition(product.id, current, mayReplace);
    return { product, replaces: mayReplace && (current?.revision ?? null) };
  });
}

/** What a write makes of the current product; with `replaces`, it is written over this revision only; null: over no product. */
export type ProductChange = (current: StoredProduct | undefined) => {
  readonly product: Product;
  readonly replaces: string | null | undefined;
};

/**
 * Writes what `change` makes of the stored product, again if another writer was faster. @throws UseCaseError
 * `write-conflict`; and what `change` throws
 */
export async function writeProduct(
  { products, clock, complete = async (product) => ({ product }) }: PutProductPorts,
  id: string,
  change: ProductChange,
): Promise<WrittenProduct> {
  let tried: WrittenProduct | undefined;
  for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
    const current = await products.get(id);
    // The answer to the last attempt was lost, but its write succeeded: no conflict.
    if (tried && isDeepStrictEqual(current, tried.stored)) return tried;
    const { product: changed, replaces } = change(current);
    const { product, missing } = await complete(changed, current?.product);
    const revision = nextRevision(clock, current?.revision, attempt);
    tried = {
      stored: { product, revision, updatedAt: clock.now().toISOString() },
      replaced: current,
      ...(missing && { missing }),
    };
    const expected = replaces === null ? await findTombstone(products, id) : replaces;
    if (expected === 'product') continue;
    if ((await products.put(tried.stored, expected)) === 'written') return tried;
  }
  throw new UseCaseError(
    'write-conflict',
    `other writers changed product ${id} during all ${MAX_WRITE_ATTEMPTS} attempts: try again`,
  );
}

/** The revision of the tombstone where there is no product; null without one; `product` if there is a product by now. */
async function findTombstone(products: Pick<ProductStore, 'getStates'>, id: string): Promise<string | null> {
  const state = (await products.getStates([id])).get(id);
  if (state === undefined) return null;
  return state.contentSha256 === undefined ? state.revision : 'product';
}

/** @throws UseCaseError `precondition-failed` */
export function checkCondition(
  id: string,
  current: StoredProduct | undefined,
  mayReplace: RevisionCondition | undefined,
): void {
  if (mayReplace === undefined || mayReplace(current?.revision)) return;
  const state = current ? `was last written at ${current.updatedAt}` : 'does not exist';
  throw new UseCaseError(
    'precondition-failed',
    `product ${id} ${state}, expected the state that If-Match or If-None-Match allows`,
  );
}
