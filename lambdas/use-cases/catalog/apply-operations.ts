import type { Product } from '../../core/catalog/product.ts';
import { toError } from '../../core/errors/error-text.ts';
import type { ProductStore, StoredProduct } from '../../ports/product-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { changeProduct } from './change-product.ts';
import { type PutProductPorts, putProduct, type RevisionCondition, type WrittenProduct } from './put-product.ts';
import { type RemoveProductPorts, removeProduct } from './remove-product.ts';

/** One write of several. */
export type ProductOperation = {
  readonly id: string;
  /** @default any state */
  readonly mayWrite?: RevisionCondition | undefined;
} & (
  | { readonly op: 'put'; readonly product: Product }
  /** What `change` throws is the outcome. */
  | { readonly op: 'patch'; readonly change: (product: Product) => Product }
  | { readonly op: 'delete' }
);

type WritePorts = RemoveProductPorts & Pick<PutProductPorts, 'complete'>;

export type ApplyOperationsPorts = WritePorts & { readonly products: Pick<ProductStore, 'getMany'> };

/** What became of an operation. */
export type OperationOutcome =
  | { readonly kind: 'written'; readonly written: WrittenProduct }
  | { readonly kind: 'removed' }
  | { readonly kind: 'failed'; readonly cause: Error };

/** Products that are read in one call before they are written. */
const PRODUCTS_READ_TOGETHER = 100;
/** Products that are written at the same time. */
const CONCURRENT_PRODUCTS = 32;
/** No operation starts after this time: the caller would not get the answer about the others. */
const MAX_SECONDS = 12;

/**
 * Applies operations, each by itself: one that fails does not stop the others. Those of one product follow each other in
 * the given order.
 * @returns the outcomes in the order of the operations.
 */
export async function applyOperations(
  ports: ApplyOperationsPorts,
  operations: readonly ProductOperation[],
): Promise<OperationOutcome[]> {
  const outcomes: OperationOutcome[] = new Array(operations.length);
  const endMilliseconds = ports.clock.now().getTime() + MAX_SECONDS * 1000;
  const hasTime = () => ports.clock.now().getTime() < endMilliseconds;
  const byId = [...Map.groupBy(operations.entries(), ([, { id }]) => id)];
  for (let first = 0; first < byId.length; first += PRODUCTS_READ_TOGETHER) {
    const group = byId.slice(first, first + PRODUCTS_READ_TOGETHER);
    const products = hasTime()
      ? await readAhead(
          ports.products,
          group.map(([id]) => id),
        )
      : ports.products;
    await mapConcurrently(group, CONCURRENT_PRODUCTS, async ([, ofProduct]) => {
      for (const [index, operation] of ofProduct)
        outcomes[index] = await settle({ ...ports, products }, operation, hasTime());
    });
  }
  return outcomes;
}

/**
 * Reads products in one call. The first `get` of each returns what was read; later ones read again, because the product may
 * have been written since. If the call fails, so that nothing was read, each product is read by itself, and fails by itself.
 */
async function readAhead(
  products: ApplyOperationsPorts['products'],
  ids: readonly string[],
): Promise<RemoveProductPorts['products']> {
  let read: ReadonlyMap<string, StoredProduct>;
  try {
    read = await products.getMany(ids);
  } catch {
    return products;
  }
  const unread = new Set(ids);
  return {
    get: async (id) => (unread.delete(id) ? read.get(id) : products.get(id)),
    getStates: (wanted) => products.getStates(wanted),
    put: (stored, expectedRevision) => products.put(stored, expectedRevision),
    remove: (id, at, expectedRevision) => products.remove(id, at, expectedRevision),
  };
}

async function settle(ports: WritePorts, operation: ProductOperation, hasTime: boolean): Promise<OperationOutcome> {
  try {
    if (!hasTime) throw new StoreError('unavailable', 'There was no time left for this operation: send it again.');
    return await apply(ports, operation);
  } catch (cause) {
    return { kind: 'failed', cause: toError(cause) };
  }
}

async function apply(ports: WritePorts, operation: ProductOperation): Promise<OperationOutcome> {
  const { id, mayWrite } = operation;
  switch (operation.op) {
    case 'put':
      return { kind: 'written', written: await putProduct(ports, operation.product, mayWrite) };
    case 'patch':
      return { kind: 'written', written: await changeProduct(ports, id, operation.change, mayWrite) };
    case 'delete':
      await removeProduct(ports, id, mayWrite);
      return { kind: 'removed' };
  }
}

/** A product that operations wrote, and that none of them removed later. */
export interface LastWritten {
  /** Of the operation. */
  readonly index: number;
  readonly written: WrittenProduct;
}

/** The last write of each product, by its id. */
export function findLastWritten(
  operations: readonly ProductOperation[],
  outcomes: readonly OperationOutcome[],
): ReadonlyMap<string, LastWritten> {
  const last = new Map<string, LastWritten>();
  for (const [index, outcome] of outcomes.entries()) {
    const { id } = operations[index]!;
    if (outcome.kind === 'written') last.set(id, { index, written: outcome.written });
    if (outcome.kind === 'removed') last.delete(id);
  }
  return last;
}
