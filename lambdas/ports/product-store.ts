import type { Product } from '../core/catalog/product.ts';
import type { UploadLines } from '../core/catalog/upload-lines.ts';

/**
 * A product as stored. `revision` orders the writes of one product: a write with a smaller or equal revision than the stored
 * one changes nothing, so events may arrive twice, late or out of order. It is compared as text (`core/catalog/revision.ts`).
 */
export interface StoredProduct {
  readonly product: Product;
  readonly revision: string;
  /** RFC 3339, UTC. */
  readonly updatedAt: string;
  /** The revision from which on the content was the same without a break; its own revision if absent. */
  readonly contentSince?: string;
  /** Of a write by upload: what its lines did to the product. */
  readonly uploadLines?: UploadLines;
}

/** What is stored of a product besides its content; of a removed product, its tombstone. */
export interface ProductState extends Pick<StoredProduct, 'revision' | 'contentSince' | 'uploadLines'> {
  readonly id: string;
  /** `sha256OfContent` of the product; absent if it is removed. */
  readonly contentSha256?: string;
}

/** A revision, and when it was written. */
export interface WriteStamp {
  readonly revision: string;
  /** RFC 3339, UTC. */
  readonly updatedAt: string;
}

/**
 * `written`: stored. `duplicate`: this revision is stored already. `stale`: a newer revision is stored.
 * `precondition-failed`: an expected revision was given, and the stored one is another.
 */
export type WriteOutcome = 'written' | 'duplicate' | 'stale' | 'precondition-failed';

/** One part of the catalog: `segment` is in [0, segments). */
export interface CatalogPart {
  readonly segment: number;
  readonly segments: number;
}

/** A place in the order in which a store reads its catalog. It may come from a caller. */
export interface CatalogPlace {
  /** Of the product that was read last. */
  readonly id: string;
  /** What was read last of it, as the store names it. @default the product itself */
  readonly record?: string;
}

/** Some products in the order of the store. */
export interface CatalogPage {
  readonly products: readonly StoredProduct[];
  /** Where the next page starts; absent at the end of the catalog. */
  readonly end?: CatalogPlace;
}

/** The products. A removed product leaves a tombstone, so that a late write does not restore it. */
export interface ProductStore {
  get(id: string): Promise<StoredProduct | undefined>;
  /** The products of these ids that are stored, by id. */
  getMany(ids: readonly string[]): Promise<ReadonlyMap<string, StoredProduct>>;
  /** The states of products and tombstones by id, without those of which nothing is stored. */
  getStates(ids: readonly string[]): Promise<ReadonlyMap<string, ProductState>>;
  /** @param expectedRevision Only this revision is replaced, also that of a tombstone; null: nothing is. */
  put(stored: StoredProduct, expectedRevision?: string | null): Promise<WriteOutcome>;
  /** Leaves a tombstone with the revision. */
  remove(id: string, at: WriteStamp, expectedRevision?: string): Promise<WriteOutcome>;
  /** Every product that is not removed, in no particular order, streamed; or one part of them. All parts together are complete. */
  scan(part?: CatalogPart): AsyncIterable<StoredProduct>;
  /** The states of all products and tombstones, as `scan` reads products. */
  scanStates(part?: CatalogPart): AsyncIterable<ProductState>;
}

/** The catalog in pages. */
export interface CatalogPages {
  /**
   * The products after a place (default: from the beginning), in an order that stays. A page has at most `limit` products,
   * and may have none before the end.
   */
  scanPage(limit: number, after?: CatalogPlace): Promise<CatalogPage>;
}
