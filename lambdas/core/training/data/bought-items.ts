import type { GroupRow } from '../../catalog/training-row.ts';

/** The items of a group without what came back. */
export interface BoughtItems {
  readonly ids: readonly string[];
  /** Number of products that were left out. */
  readonly returned: number;
  /** Whether the quantities were not used, because their number is not that of the items. */
  readonly isUnreadable: boolean;
}

/**
 * Leaves out the products of a group whose quantities add up to 0 or less: they came back, or the order was cancelled.
 * How many of a product were bought does not matter: 60 of one product are bought with the others once.
 */
export function selectBoughtItems({ items, quantities }: GroupRow): BoughtItems {
  if (quantities === undefined) return { ids: items, returned: 0, isUnreadable: false };
  if (quantities.length !== items.length) return { ids: items, returned: 0, isUnreadable: true };
  const sums = new Map<string, number>();
  items.forEach((id, i) => {
    sums.set(id, (sums.get(id) ?? 0) + quantities[i]!);
  });
  const ids = items.filter((id) => sums.get(id)! > 0);
  return { ids, returned: [...sums.values()].filter((sum) => !(sum > 0)).length, isUnreadable: false };
}
