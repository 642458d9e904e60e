import { describe, expect, it } from 'vitest';
import type { Occurrences } from '../../../lambdas/core/catalog/training-row.ts';
import { buildEaseScorer, countEaseOperations } from '../../../lambdas/core/evaluation/scorers/ease-scorer.ts';
import { connectProducts, readEvidence } from '../../../lambdas/core/evaluation/scorers/evidence-parts.ts';

const basket = (items: number[], weight = 1) => ({ items: Int32Array.from(items), kind: 'basket' as const, weight });

const PRODUCTS = 9;
/** Products 0 to 5 are connected, 6 and 7 are a part of their own, 8 occurs in no fact. */
const training: Occurrences = {
  pairs: [
    { anchor: 1, positive: 0, weight: 2 },
    { anchor: 7, positive: 6, weight: 3 },
    { anchor: 2, positive: 2 },
  ],
  groups: [
    basket([0, 1, 2]),
    { items: Int32Array.of(1, 3, 1), kind: 'session' },
    basket([2, 3, 4, 11]),
    basket([4, 5], 0.5),
    basket([0, 5]),
    basket([5, 8], 0),
  ],
};

describe('buildEaseScorer', () => {
  const score = buildEaseScorer(PRODUCTS, training, 2);

  /*
   * By numpy 1.24, with the facts above as sets of products and their weights:
   *   G = sum of w x xᵀ; P = numpy.linalg.inv(G + 2 I); B = -P / diag(P)[None, :]; B's diagonal = 0
   */
  it.each([
    [0, [0, 0.509302325581, 0.147448015123, -0.131178707224, -0.0352941176471, 0.230769230769, 0, 0, 0]],
    [4, [-0.047619047619, -0.0744186046512, 0.24763705104, 0.235741444867, 0, 0.162790697674, 0, 0, 0]],
    [6, [0, 0, 0, 0, 0, 0, 0, 0.6, 0]],
    [8, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])('gives the scores of numpy for product %i', (query, expected) => {
    score((query + 1) % PRODUCTS);
    const scores = score(query);
    for (const [product, value] of expected.entries())
      expect(scores[product]!, `product ${product}`).toBeCloseTo(value, 11);
  });

  it('scores nothing without facts', () => {
    expect([...buildEaseScorer(3, { pairs: [], groups: [] }, 20)(1)]).toEqual([0, 0, 0]);
  });
});

describe('the parts of a catalog', () => {
  it('hold the products that facts connect, without facts that say nothing', () => {
    const evidence = readEvidence(PRODUCTS, training);
    expect(evidence.map(({ items }) => [...items])).toContainEqual([1, 3]);
    expect(evidence).toHaveLength(7);
    expect(connectProducts(PRODUCTS, evidence).map((part) => [...part])).toEqual([
      [0, 1, 2, 3, 4, 5],
      [6, 7],
    ]);
  });

  it('decide how long EASE^R takes', () => {
    const pairs = [0, 2, 4].map((anchor) => ({ anchor, positive: anchor + 1 }));
    expect(countEaseOperations(6, { pairs, groups: [] })).toBeCloseTo(14, 9);
    expect(countEaseOperations(6, { pairs: [], groups: [basket([0, 1, 2, 3, 4, 5])] })).toBeCloseTo(72 + 18, 9);
  });
});
