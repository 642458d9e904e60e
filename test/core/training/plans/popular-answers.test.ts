import { describe, expect, it } from 'vitest';
import type { GroupRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { computeCoOccurrence } from '../../../../lambdas/core/likeness/co-occurrence.ts';
import { CounterRandom } from '../../../../lambdas/core/numerics/random.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { compareForTargets } from '../../../../lambdas/core/training/plans/popular-answers.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';

const config = buildTrainingConfig();
const catalog = Array.from({ length: 300 }, (_, i) => ({ id: `food-${i}` }));

/**
 * 3,000 recipes of six foods each. Some are staples, of which there are twelve. The others are of one of 24 cuisines, of
 * twelve foods each.
 */
function recipes(staples: number, kind: GroupRow['kind'] = 'basket'): GroupRow[] {
  const random = new CounterRandom(1, 'recipes');
  return Array.from({ length: 3000 }, () => {
    const cuisine = 12 + 12 * random.integer(24);
    const foods = new Set<number>();
    while (foods.size < staples) foods.add(random.integer(12));
    while (foods.size < 6) foods.add(cuisine + random.integer(12));
    const items = Int32Array.from(foods);
    random.shuffle(items);
    return { kind, items: Array.from(items, (food) => `food-${food}`) };
  });
}

const compared = (rows: GroupRow[]) => compareForTargets(trainingSet(catalog, rows), config);

describe('compareForTargets', () => {
  it.each(['basket', 'session'] as const)('keeps popularity where most of each %s are staples', (kind) => {
    const { popularity } = compared(recipes(4, kind));
    expect(popularity.keepsPopularity).toBe(true);
    expect(popularity.foundWith!).toBeGreaterThan(popularity.foundWithout);
  });

  it('removes popularity where what is sold together is of one cuisine', () => {
    const { popularity } = compared(recipes(1));
    expect(popularity.pairs).toBeGreaterThan(50);
    expect(popularity.foundByPopularity).toBeLessThan(popularity.foundWithout / 2);
    expect(popularity.keepsPopularity).toBe(false);
  });

  it('compares weights of text by the co-occurrence that it has chosen, and by pairs as they are sold if popular', () => {
    const [popular, other] = [compared(recipes(4)), compared(recipes(1))];
    expect(popular.coOccurrence).toEqual(computeCoOccurrence(300, popular.counted, { keepsPopularity: true }));
    expect(other.coOccurrence).toEqual(computeCoOccurrence(300, other.counted));
    expect(new Set(popular.pairs!.weights)).toEqual(new Set([1]));
    expect(new Set(other.pairs!.weights).size).toBeGreaterThan(1);
  });

  it('decides nothing with few pairs, nor in data of pairs', () => {
    const undecided = { keepsPopularity: false, pairs: 0 };
    expect(compared(recipes(4).slice(0, 10)).popularity).toMatchObject(undecided);
    const pairs = tasteBaskets().map(({ items: [anchor, positive] }) => ({ anchor: anchor!, positive: positive! }));
    expect(compareForTargets(trainingSet(colouredThings(), pairs), config).popularity).toMatchObject(undecided);
  });
});
