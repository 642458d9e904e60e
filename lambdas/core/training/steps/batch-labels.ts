import type { PairBatch } from '../data/pair-sampler.ts';

/**
 * Labels for rows of a batch: products that are a pair in it, or are joined by a chain of its pairs, get one label, the lowest
 * product among them; so what is known to be alike is never a negative. A product of no pair has a label of its own.
 * @param rows Products, any of them several times.
 */
export function batchLabels({ anchors, positives }: PairBatch, rows: Int32Array): Int32Array {
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
