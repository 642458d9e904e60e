import { type ProductGroup, weightOf } from './training-set.ts';

/** The share of a catalog that no shopper reaches in one group. */
const CATALOG_SHARE = 0.1;
/** Limits of that number of products: a tenth of a small catalog is a normal order, and a tenth of a large one is not. */
const [MIN_PRODUCTS, MAX_PRODUCTS] = [30, 1000];
/** A bot also holds so many times the products of the median group. Where all orders are large, none is a bot's. */
const TIMES_MEDIAN = 20;

/** Groups of bots, and the limit that separates them from others. */
export interface BotGroups {
  /** The largest number of different products of a group that is no bot's; null without groups. */
  readonly limit: number | null;
  readonly count: number;
  readonly groups: readonly ProductGroup[];
}

/**
 * Discounts the groups of bots: groups with more different products than a shopper reaches. All their products together
 * weigh as much as those of the median group.
 */
export function discountBots(groups: readonly ProductGroup[], catalogSize: number): BotGroups {
  const sizes = Int32Array.from(groups, ({ items }) => new Set(items).size);
  if (sizes.length === 0) return { limit: null, count: 0, groups };
  const median = sizes.toSorted()[sizes.length >> 1]!;
  const share = Math.min(MAX_PRODUCTS, Math.max(MIN_PRODUCTS, Math.floor(CATALOG_SHARE * catalogSize)));
  const limit = Math.max(share, TIMES_MEDIAN * median);
  const isBot = (i: number) => sizes[i]! > limit;
  return {
    limit,
    count: sizes.filter((_, i) => isBot(i)).length,
    groups: groups.map((group, i) => (isBot(i) ? discount(group, median / sizes[i]!) : group)),
  };
}

function discount(group: ProductGroup, share: number): ProductGroup {
  const { newWeight } = group;
  return {
    ...group,
    weight: share * weightOf(group),
    ...(newWeight !== undefined && { newWeight: share * newWeight }),
    neverHeldOut: 'bot',
  };
}
