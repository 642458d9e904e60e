import { TogetherIndex } from './together-index.ts';
import type { PairRow, ProductGroup } from './training-set.ts';

/** Two groups are near copies if they share this part of the products that one or the other holds. */
const MIN_SHARED = 0.8;

/**
 * Selects the groups that are no near copies of held-out groups: the same order exported with a line more or less.
 */
export function dropNearCopies(groups: readonly ProductGroup[], heldOut: readonly ProductGroup[]): ProductGroup[] {
  const holders = indexHolders(heldOut);
  const sizes = heldOut.map(({ items }) => new Set(items).size);
  const shared = new Int32Array(heldOut.length);
  return groups.filter(({ items }) => {
    const distinct = new Set(items);
    shared.fill(0);
    for (const item of distinct) for (const group of holders.get(item) ?? []) shared[group]! += 1;
    return !shared.some((both, group) => both >= MIN_SHARED * (distinct.size + sizes[group]! - both));
  });
}

/** By product: the groups that hold it. */
function indexHolders(groups: readonly ProductGroup[]): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  groups.forEach(({ items }, group) => {
    for (const item of new Set(items)) {
      const of = holders.get(item);
      if (of === undefined) holders.set(item, [group]);
      else of.push(group);
    }
  });
  return holders;
}

/**
 * Selects the pairs that do not repeat held-out groups: pairs whose products are together in a held-out group, and in no
 * group that is trained on.
 */
export function dropPairsOf(
  heldOut: readonly ProductGroup[],
  pairs: readonly PairRow[],
  groups: readonly ProductGroup[],
): PairRow[] {
  if (heldOut.length === 0) return [...pairs];
  const inHeldOut = new TogetherIndex(heldOut);
  const inTraining = new TogetherIndex(groups);
  return pairs.filter(({ anchor, positive }) => {
    return !inHeldOut.has(anchor, positive) || inTraining.has(anchor, positive);
  });
}
