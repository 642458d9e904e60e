import type { Threads } from '../../../lambdas/core/kernels/threads.ts';
import { type PackedProduct, packSegment } from '../../../lambdas/core/search/pack-segment.ts';
import type { FieldValue } from '../../../lambdas/core/search/product-fields.ts';
import { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import { Segment } from '../../../lambdas/core/search/segment.ts';
import { createMemoryFile, type SegmentFile } from '../../../lambdas/core/search/segment-file.ts';
import { createColumnMemory, SnapshotIndex } from '../../../lambdas/core/search/snapshot-index.ts';
import { normals } from './kernel-cases.ts';

/** Products with repeated field values. Every third has the vector of the one before, so that scores tie. */
export function packedProducts(count: number, D: number, seed = 1): PackedProduct[] {
  const vectors = normals(count * D, 'packed', seed);
  return Array.from({ length: count }, (_, i) => {
    const from = i % 3 === 2 ? i - 1 : i;
    const fields: Record<string, FieldValue> = { price: i % 40, 'attributes.new': i % 2 === 0 };
    if (i % 5 > 0) fields.brand = `brand ${(i * 7) % 11}`;
    if (i % 7 > 0) fields.category = ['all', `kind ${i % 4}`];
    return { id: `p${(i * 7919) % count}`, vector: vectors.slice(from * D, (from + 1) * D), fields };
  });
}

/** A snapshot index over packed segments. */
export function snapshotIndex(
  products: readonly PackedProduct[],
  options: {
    segmentProducts?: number;
    loadVectors?: boolean;
    threads?: Threads | undefined;
    file?: (bytes: Uint8Array) => SegmentFile;
  } = {},
): SnapshotIndex {
  const { segmentProducts = products.length, loadVectors = false, threads, file = createMemoryFile } = options;
  const segments: Segment[] = [];
  const codeSets = createColumnMemory();
  for (let at = 0; at < products.length; at += segmentProducts) {
    segments.push(new Segment(file(packSegment('m-1', products.slice(at, at + segmentProducts))), codeSets));
  }
  return new SnapshotIndex(segments, { loadVectors, threads, codeSets });
}

/** A search index over a snapshot. */
export function servedIndex(products: readonly PackedProduct[], segmentProducts?: number): SearchIndex {
  const D = products[0]!.vector.length;
  return new SearchIndex('m-1', D, snapshotIndex(products, segmentProducts === undefined ? {} : { segmentProducts }));
}
