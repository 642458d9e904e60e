import type { Product } from '../catalog/product.ts';
import { splitWords } from '../features/words.ts';
import type { WeightedRows } from './weighted-rows.ts';

/** Clusters are at most this share of what as many partners at random would form. */
const MAX_CLUSTER_RATIO = 1 / 3;
/** At least this share of the pairs within clusters is given. A chain of pairs across a department is no cluster. */
const MIN_GIVEN_SHARE = 1 / 3;

/** In most pairs of two offers of one product the titles have at least this share of the words of the shorter one in common. */
const MIN_SHARED_WORDS = 1 / 3;

/**
 * Finds the cluster of each product: all products that it is joined to by partners of partners.
 * @returns (N): the first product of the cluster
 */
export function findClusters({ offsets, columns }: WeightedRows): Int32Array {
  const first = Int32Array.from({ length: offsets.length - 1 }, (_, i) => i);
  const find = (product: number): number => {
    let at = product;
    while (first[at] !== at) {
      first[at] = first[first[at]!]!;
      at = first[at]!;
    }
    return at;
  };
  for (let i = 0; i < first.length; i++) {
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++) {
      const [a, b] = [find(i), find(columns[t]!)];
      first[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return first.map((_, i) => find(i));
}

/**
 * Whether likeness splits the catalog into small clusters, as the offers of several shops do: those of one product are
 * alike, and all others are not. With m partners a product at random, the cluster of a product has 1 / (1 - m) products
 * on average. From m = 1 on it is a large part of the catalog.
 * @param clusters (N): as `findClusters` gives them
 */
export function areClusters({ columns }: WeightedRows, clusters: Int32Array): boolean {
  const N = clusters.length;
  const partners = columns.length / Math.max(1, N);
  const byChance = partners < 1 ? Math.min(N, 1 / (1 - partners)) : N;
  const mean = computeMeanCluster(clusters);
  return mean < MAX_CLUSTER_RATIO * byChance && partners >= MIN_GIVEN_SHARE * (mean - 1);
}

/**
 * Whether most partners have titles alike, as the offers of one product have. Films of one director are clusters too, but
 * what makes them alike is hidden, and films of other directors are not known to be unlike them.
 */
export function haveTitlesAlike(
  { offsets, columns }: WeightedRows,
  products: readonly Pick<Product, 'title'>[],
): boolean {
  const words = products.map(({ title }) => new Set(splitWords(title ?? '')));
  let alike = 0;
  for (let i = 0; i + 1 < offsets.length; i++)
    for (let t = offsets[i]!; t < offsets[i + 1]!; t++)
      if (computeShared(words[i]!, words[columns[t]!]!) >= MIN_SHARED_WORDS) alike += 1;
  return 2 * alike > columns.length;
}

/** The words that two titles share, over those of the shorter one; 0 without words. */
function computeShared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => b.has(word)).length / Math.max(1, Math.min(a.size, b.size));
}

/** Makes every two products of a cluster partners of weight 1: two offers of the same product are alike. */
export function joinClusters(clusters: Int32Array): WeightedRows {
  const members = new Map<number, number[]>();
  clusters.forEach((first, i) => {
    const known = members.get(first);
    if (known) known.push(i);
    else members.set(first, [i]);
  });
  const offsets = new Int32Array(clusters.length + 1);
  const columns: number[] = [];
  clusters.forEach((first, i) => {
    for (const other of members.get(first)!) if (other !== i) columns.push(other);
    offsets[i + 1] = columns.length;
  });
  return { offsets, columns: Int32Array.from(columns), weights: new Float32Array(columns.length).fill(1) };
}

/** The mean over the products of the size of their cluster. */
function computeMeanCluster(clusters: Int32Array): number {
  const sizes = new Int32Array(clusters.length);
  for (const first of clusters) sizes[first]! += 1;
  return sizes.reduce((sum, size) => sum + size * size, 0) / Math.max(1, clusters.length);
}
