import type { Product } from '../../core/catalog/product.ts';
import { toError } from '../../core/errors/error-text.ts';
import { StoreError } from '../../ports/store-error.ts';
import { mapConcurrently } from '../../shared/concurrency.ts';
import { changeProduct } from './change-product.ts';
import { putProduct, type RevisionCondition, type WrittenProduct } from './put-product.ts';
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

/** What became of an operation. */
export type OperationOutcome =
  | { readonly kind: 'written'; readonly written: WrittenProduct }
  | { readonly kind: 'removed' }
  | { readonly kind: 'failed'; readonly cause: Error };

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
  ports: RemoveProductPorts,
  operations: readonly ProductOperation[],
): Promise<OperationOutcome[]> {
  const outcomes: OperationOutcome[] = new Array(operations.length);
  const endMilliseconds = ports.clock.now().getTime() + MAX_SECONDS * 1000;
  const byId = Map.groupBy(operations.entries(), ([, { id }]) => id);
  await mapConcurrently(byId.values(), CONCURRENT_PRODUCTS, async (ofProduct) => {
    for (const [index, operation] of ofProduct) {
      outcomes[index] = await settle(ports, operation, ports.clock.now().getTime() < endMilliseconds);
    }
  });
  return outcomes;
}

async function settle(
  ports: RemoveProductPorts,
  operation: ProductOperation,
  hasTime: boolean,
): Promise<OperationOutcome> {
  try {
    if (!hasTime) throw new StoreError('unavailable', 'There was no time left for this operation: send it again.');
    return await apply(ports, operation);
  } catch (cause) {
    return { kind: 'failed', cause: toError(cause) };
  }
}

async function apply(ports: RemoveProductPorts, operation: ProductOperation): Promise<OperationOutcome> {
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
