import type { PackedProduct } from '../../core/search/pack-segment.ts';
import type { ChangePage } from '../../ports/vector-store.ts';

/** A segment holds at most this many products and bytes of vectors: memory does not grow with the catalog. */
const MAX_SEGMENT_PRODUCTS = 65_536;
const MAX_SEGMENT_VECTOR_BYTES = 32 * 1024 ** 2;

/** The most products of a segment with vectors of D numbers, at least 1. */
export function countSegmentProducts(D: number): number {
  return Math.max(1, Math.min(MAX_SEGMENT_PRODUCTS, Math.floor(MAX_SEGMENT_VECTOR_BYTES / (4 * D))));
}

/** The products of one segment. If a product comes twice, the last state counts. */
export class SegmentGroup {
  /** Numbers in a vector; 0 before the first vector. */
  D: number;
  #products = new Map<string, PackedProduct>();

  constructor(D: number) {
    this.D = D;
  }

  /** Always true while the group is empty. */
  hasRoomFor({ changes }: ChangePage): boolean {
    const products = this.#products.size + changes.length;
    return this.#products.size === 0 || products <= countSegmentProducts(this.D);
  }

  add({ changes }: ChangePage): void {
    for (const change of changes) {
      if (change.kind === 'removed') continue;
      const { productId: id, vector, fields } = change.stored;
      this.D ||= vector.length;
      if (vector.length === this.D) this.#products.set(id, { id, vector, fields });
    }
  }

  /** Empties the group. */
  take(): readonly PackedProduct[] {
    const products = [...this.#products.values()];
    this.#products = new Map();
    return products;
  }
}
