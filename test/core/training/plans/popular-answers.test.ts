import { describe, expect, it } from 'vitest';
import type { GroupRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { computeCoOccurrence } from '../../../../lambdas/core/likeness/co-occurrence.ts';
import { buildTrainingConfig } from '../../../../lambdas/core/training/config/training-config.ts';
import { compareForTargets, expectPopular } from '../../../../lambdas/core/training/plans/popular-answers.ts';
import { foods, recipes } from '../../../support/core/recipes.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';

const config = buildTrainingConfig();
const compared = (rows: GroupRow[]) => compareForTargets(trainingSet(foods, rows), config);

describe('expectPopular', () => {
  it('expects the most popular products of those without a row, by their counts, and nothing of others', () => {
    const { offsets, columns, weights } = expectPopular(Float64Array.of(4, 0, 8, 2), Uint8Array.of(1, 0, 1, 1));
    expect([...offsets]).toEqual([0, 0, 3, 3, 3]);
    expect([...columns]).toEqual([2, 0, 3]);
    expect([...weights]).toEqual([1, 0.5, 0.25]);
  });

  it('expects nothing where no product has a row', () => {
    expect(expectPopular(new Float64Array(3), new Uint8Array(3)).columns).toHaveLength(0);
  });
});

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
    expect(popular.coOccurrence).toEqual(computeCoOccurrence(foods.length, popular.counted, { keepsPopularity: true }));
    expect(other.coOccurrence).toEqual(computeCoOccurrence(foods.length, other.counted));
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
