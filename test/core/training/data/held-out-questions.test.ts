import { describe, expect, it } from 'vitest';
import type { TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { splitHeldOut } from '../../../../lambdas/core/training/data/held-out-split.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';

const products = colouredThings();
const ids = products.map(({ id }) => id);

/** The judged query of each held-out fact, and the further ones. */
function askedOf(rows: readonly TrainingRow[]) {
  const { judging, further } = splitHeldOut(trainingSet(products, rows), { fraction: 0.5, seed: 1 });
  expect(judging.length).toBeGreaterThan(3);
  const byFact = judging.map((_, fact) => further.filter(({ slice }) => slice === String(fact)));
  expect(byFact.flat()).toHaveLength(further.length);
  return judging.map((judged, fact) => ({ judged, further: byFact[fact]! }));
}

describe('the further questions about held-out facts', () => {
  it('ask a pair in the other direction', () => {
    const pairs = ids.slice(0, 20).map((anchor, i) => ({ anchor, positive: ids[i + 1]! }));
    for (const { judged, further } of askedOf(pairs)) {
      expect(further).toEqual([{ query: judged.relevant[0], relevant: [judged.query], slice: expect.any(String) }]);
    }
  });

  it('ask a basket from at most four of its other products', () => {
    const baskets = [...tasteBaskets().slice(0, 20), { items: ids.slice(0, 9), kind: 'basket' as const }];
    for (const { judged, further } of askedOf(baskets)) {
      const all = [judged.query, ...judged.relevant].sort();
      expect(further).toHaveLength(Math.min(4, all.length - 1));
      expect(new Set(further.map(({ query }) => query)).size).toBe(further.length);
      for (const { query, relevant } of further) {
        expect(query).not.toBe(judged.query);
        expect([query, ...relevant].sort()).toEqual(all);
      }
    }
  });

  it('ask a session from its earlier products, and one of two from its end', () => {
    const sessionOf = (i: number, length: number) => ({ items: ids.slice(i, i + length), kind: 'session' as const });
    const places = ids.slice(0, 20).keys();
    for (const { judged, further } of askedOf([...places].map((i) => sessionOf(i, 4)))) {
      const at = ids.indexOf(judged.query);
      const step = (from: number) => ({ query: ids[from], relevant: [ids[from + 1]], slice: expect.any(String) });
      expect(further).toEqual([step(at - 2), step(at - 1)]);
    }
    for (const { judged, further } of askedOf(ids.slice(0, 20).map((_, i) => sessionOf(i, 2))))
      expect(further).toMatchObject([{ query: judged.relevant[0], relevant: [judged.query] }]);
  });
});
