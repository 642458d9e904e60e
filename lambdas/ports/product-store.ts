import type { Product } from '../core/catalog/product.ts';

/**
 * A product as stored. `revision` orders the writes of one product: a write with a smaller or equal revision than the stored
 * one changes nothing, so events may arrive twice, late or out of order. It is compared as text (`core/catalog/revision.ts`).
 */
export interface StoredProduct {
  readonly product: Product;
  readonly revision: string;
  /** RFC 3339, UTC. */
  readonly updatedAt: string;
}

/** A revision, and when it was written. */
export interface WriteStamp {
  readonly revision: string;
  /** RFC 3339, UTC. */
  readonly updatedAt: string;
}

/**
 * `written`: stored. `duplicate`: this revision is stored already. `stale`: a newer revision is stored.
 * `precondition-failed`: `expectedRevision` was given, and another revision is stored.
 */
export type WriteOutcome = 'written' | 'duplicate' | 'stale' | 'precondition-failed';

/** One part of the catalog: `segment` is in [0, segments). */
export interface CatalogPart {
  readonly segment: number;
  readonly segments: number;
}

/** The products. A removed product leaves a tombstone, so that a late write does not restore it. */
export interface ProductStore {
  get(id: string): Promise<StoredProduct | undefined>;
  put(stored: StoredProduct, expectedRevision?: string): Promise<WriteOutcome>;
  /** Leaves a tombstone with the revision. */
  remove(id: string, at: WriteStamp, expectedRevision?: string): Promise<WriteOutcome>;
  /** Every product that is not removed, in no particular order, streamed; or one part of them. All parts together are complete. */
  scan(part?: CatalogPart): AsyncIterable<StoredProduct>;
}
