import type { GroupRow } from '../../../lambdas/core/catalog/training-row.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';

/** 300 foods. */
export const foods = Array.from({ length: 300 }, (_, i) => ({ id: `food-${i}`, title: `food ${i}` }));

/**
 * 3,000 recipes of six foods each. Some are staples, of which there are twelve. The others are of one of 24 cuisines, of
 * twelve foods each.
 */
export function recipes(staples: number, kind: GroupRow['kind'] = 'basket'): GroupRow[] {
  const random = new CounterRandom(1, 'recipes');
  return Array.from({ length: 3000 }, () => {
    const cuisine = 12 + 12 * random.integer(24);
    const drawn = new Set<number>();
    while (drawn.size < staples) drawn.add(random.integer(12));
    while (drawn.size < 6) drawn.add(cuisine + random.integer(12));
    const items = Int32Array.from(drawn);
    random.shuffle(items);
    return { kind, items: Array.from(items, (food) => `food-${food}`) };
  });
}
