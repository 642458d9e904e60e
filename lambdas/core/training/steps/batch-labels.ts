import type { PairBatch } from '../data/pair-sampler.ts';

/**
 * Labels the rows of a batch. Products that are a pair in it, or are joined by a chain of its pairs, get one label: the
 * lowest product among them. So known positives are never negatives. A product without a pair has a label of its own.
 * @param rows Products; a product may occur several times.
 */
export function labelRows({ anchors, positives }: PairBatch, rows: Int32Array): Int32Array {
  const parents = new Map<number, number>();
  const rootOf = (product: number): number => {
    let root = product;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    if (root !== product) parents.set(product, root);
    return root;
  };
  anchors.forEach((anchor, i) => {
    const [a, b] = [rootOf(anchor), rootOf(positives[i]!)];
    if (a !== b) parents.set(Math.max(a, b), Math.min(a, b));
  });
  return rows.map(rootOf);
}
