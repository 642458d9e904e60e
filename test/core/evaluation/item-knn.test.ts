import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CoOccurrenceCounts } from '../../../lambdas/core/evaluation/scorers/co-occurrence-counts.ts';
import { buildItemKnnScorer, USUAL_SHRINKAGE } from '../../../lambdas/core/evaluation/scorers/item-knn-scorer.ts';
import { buildBlendScorer } from '../../../lambdas/core/evaluation/scorers/scorer.ts';

type Group = { items: Int32Array; kind: 'basket' | 'session' };

const PRODUCTS = 6;
const basket = (...items: number[]): Group => ({ items: Int32Array.from(items), kind: 'basket' });
const session = (...items: number[]): Group => ({ items: Int32Array.from(items), kind: 'session' });

function counts(together: CoOccurrenceCounts, row: number, products = PRODUCTS): number[] {
  const into = new Float64Array(products).fill(7);
  together.writeCounts(row, into);
  return [...into];
}

/** By the definition: every two places of a group within reach, both ways. */
function countedByDefinition(groups: readonly Group[], row: number): number[] {
  const found = new Array<number>(PRODUCTS).fill(0);
  for (const { items, kind } of groups) {
    items.forEach((a, i) => {
      items.forEach((b, j) => {
        const isNear = kind === 'basket' || Math.abs(i - j) <= 5;
        if (a === row && b !== row && isNear) found[b]! += 1;
      });
    });
  }
  return found;
}

describe('CoOccurrenceCounts', () => {
  it('counts baskets at any distance, sessions within five places, and pairs in both directions', () => {
    const groups = [basket(0, 1, 2), session(0, 3, 3, 3, 3, 4, 5)];
    const together = new CoOccurrenceCounts(PRODUCTS, { pairs: [{ anchor: 5, positive: 0 }], groups });
    expect(counts(together, 0)).toEqual([0, 1, 1, 4, 1, 1]);
    expect(counts(together, 5)).toEqual([1, 0, 0, 4, 1, 0]);
    expect([...together.rowCounts]).toEqual([3, 1, 1, 1, 1, 2]);
  });

  it('ignores products outside the catalog', () => {
    const together = new CoOccurrenceCounts(2, { pairs: [{ anchor: 0, positive: 9 }], groups: [basket(0, 1, 5)] });
    expect(counts(together, 0, 2)).toEqual([0, 1]);
    expect([...together.rowCounts]).toEqual([2, 1]);
  });

  it('agrees with a count by definition', () => {
    const items = fc.array(fc.nat(PRODUCTS - 1), { maxLength: 12 }).map((list) => Int32Array.from(list));
    const group = fc.record({ items, kind: fc.constantFrom('basket' as const, 'session' as const) });
    fc.assert(
      fc.property(fc.array(group, { maxLength: 6 }), fc.nat(PRODUCTS - 1), (groups, row) => {
        const together = new CoOccurrenceCounts(PRODUCTS, { pairs: [], groups });
        expect(counts(together, row)).toEqual(countedByDefinition(groups, row));
      }),
    );
  });
});

describe('buildItemKnnScorer', () => {
  const together = new CoOccurrenceCounts(3, { pairs: [], groups: [basket(0, 1), basket(0, 1), basket(1, 2)] });

  it('divides by the row counts of both: cosine with plus one, shrunk with plus ten', () => {
    const cosine = buildItemKnnScorer(together, 'cosine')(0);
    expect([...cosine]).toEqual([0, 2 / Math.sqrt(3 * 4), 0]);
    const shrunk = buildItemKnnScorer(together, USUAL_SHRINKAGE)(1);
    expect([...shrunk]).toEqual([2 / (Math.sqrt(6) + 10), 0, 1 / (Math.sqrt(3) + 10)]);
  });

  it('scores 0 for all products when the query has no occurrence', () => {
    const unseen = new CoOccurrenceCounts(2, { pairs: [], groups: [] });
    expect([...buildItemKnnScorer(unseen, 'cosine')(0)]).toEqual([0, 0]);
    expect([...buildItemKnnScorer(unseen, USUAL_SHRINKAGE)(0)]).toEqual([0, 0]);
  });
});

describe('buildBlendScorer', () => {
  it("adds the weighted second score without changing the scorers' arrays", () => {
    const first = Float64Array.of(1, 2);
    const blend = buildBlendScorer(
      2,
      () => first,
      () => Float64Array.of(10, 20),
      0.3,
    );
    expect([...blend(0)]).toEqual([4, 8]);
    expect([...blend(1)]).toEqual([4, 8]);
    expect([...first]).toEqual([1, 2]);
  });
});
