import type { Product } from '../../core/catalog/product.ts';
import type { ProductState, StoredProduct, WriteOutcome } from '../../ports/product-store.ts';
import { sha256OfContent } from '../../shared/sha256.ts';

/** A stored product; without a `body` it is a tombstone. */
export interface ProductRecord extends Omit<StoredProduct, 'product'> {
  /** The product as JSON text, as in the table: values that JSON does not have are lost here too. */
  readonly body?: string;
}

export function recordOfProduct({ product, ...stored }: StoredProduct): ProductRecord {
  return { ...stored, body: JSON.stringify(product) };
}

/** @returns undefined for a tombstone. */
export function storedProductOf({ body, ...record }: ProductRecord): StoredProduct | undefined {
  return body === undefined ? undefined : { product: JSON.parse(body) as Product, ...record };
}

export function stateOf(id: string, { body, updatedAt: _, ...record }: ProductRecord): ProductState {
  return { id, ...record, ...(body !== undefined && { contentSha256: sha256OfContent(JSON.parse(body)) }) };
}

/**
 * Whether a record is written over the stored one. A write whose revision and content are stored already is a
 * `duplicate`, also if another revision is expected. Otherwise the expected revision is checked first: a product that is
 * not stored fails it, and a tombstone of another revision too.
 */
export function outcomeOfWrite(
  stored: ProductRecord | undefined,
  record: ProductRecord,
  expectedRevision: string | null | undefined,
): WriteOutcome {
  const current = stored?.revision;
  if (current === record.revision && stored?.body === record.body) return 'duplicate';
  if (expectedRevision !== undefined && (current ?? null) !== expectedRevision) return 'precondition-failed';
  if (current === record.revision) return 'duplicate';
  return current !== undefined && current > record.revision ? 'stale' : 'written';
}
