import type { Product } from '../catalog/product.ts';
import type { Occurrences } from '../catalog/training-row.ts';
import { areClusters, findClusters, haveTitlesAlike, joinClusters } from './clusters.ts';
import { computeCoOccurrence } from './co-occurrence.ts';
import { isMatching } from './matching.ts';
import type { WeightedRows } from './weighted-rows.ts';

/**
 * The form of likeness. In a matching a product is like one other at most; in clusters it is like all of a few offers of
 * one product. In both all other products are known to be unlike it.
 */
type LikenessKind = 'matching' | 'clusters' | 'other';

/** What is alike by the training rows. */
export interface KnownLikeness {
  /** (N): the co-occurrence of each product with others. */
  readonly coOccurrence: WeightedRows;
  readonly kind: LikenessKind;
}

/**
 * Computes what is alike by the training rows. If these are pairs alone, which form small clusters of titles alike, every
 * two products of a cluster are alike. Answers of searches are no clusters: they are a few of the products that would do.
 * @param products All N products. @param ofSearches Whether most pairs are of a search and its answer, default false.
 * @param keepsPopularity As computeCoOccurrence takes it, default false.
 */
export function readLikeness(
  products: readonly Pick<Product, 'title'>[],
  training: Occurrences,
  ofSearches = false,
  keepsPopularity = false,
): KnownLikeness {
  const coOccurrence = computeCoOccurrence(products.length, training, { keepsPopularity });
  if (isMatching(countPartners(coOccurrence))) return { coOccurrence, kind: 'matching' };
  if (ofSearches || training.groups.length > 0) return { coOccurrence, kind: 'other' };
  const clusters = findClusters(coOccurrence);
  const isClustered = areClusters(coOccurrence, clusters) && haveTitlesAlike(coOccurrence, products);
  return isClustered ? { coOccurrence: joinClusters(clusters), kind: 'clusters' } : { coOccurrence, kind: 'other' };
}

/** (N): the number of partners of each product. */
export function countPartners({ offsets }: WeightedRows): Int32Array {
  return Int32Array.from({ length: offsets.length - 1 }, (_, i) => offsets[i + 1]! - offsets[i]!);
}
