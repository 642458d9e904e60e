import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupRow, TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { describeCounts } from '../../../../lambdas/core/training/data/evidence-counts.ts';
import { MAX_FACT_WEIGHT } from '../../../../lambdas/core/training/data/evidence-weight.ts';
import { type TrainingSet, weightOf } from '../../../../lambdas/core/training/data/training-set.ts';
import { trainingSet } from '../../../support/core/training-factories.ts';

const ids = Array.from({ length: 400 }, (_, i) => `p${String(i).padStart(3, '0')}`);
const catalog = ids.map((id) => ({ id }));
const setOf = (rows: readonly TrainingRow[]) => trainingSet(catalog, rows);
const basket = (...items: string[]): GroupRow => ({ items, kind: 'basket' });
const session = (...items: string[]): GroupRow => ({ items, kind: 'session' });
const times = <Row>(count: number, row: Row) => Array.from({ length: count }, () => row);
const [a, b, c, d, e] = ids as [string, string, string, string, string];

/** The rows of a set, as ids, with the weight of each. */
function factsOf({ products, pairs, groups }: TrainingSet): [string, number][] {
  const nameOf = (row: number) => products[row]?.id ?? '-';
  return [
    ...pairs.map((row): [string, number] => [
      [row.anchor, row.positive, row.negative].map(nameOf).join(' '),
      weightOf(row),
    ]),
    ...groups.map((row): [string, number] => [[...row.items].map(nameOf).join(' '), weightOf(row)]),
  ];
}

describe('training rows that say the same', () => {
  it('are one fact that weighs more: baskets in any order of their products', () => {
    const set = setOf([basket(a, b, c), basket(c, a, b), basket(b, b, c, a), basket(a, d)]);
    expect(factsOf(set)).toEqual([
      [`${a} ${b} ${c}`, 3],
      [`${a} ${d}`, 1],
    ]);
    expect(set.counts).toMatchObject({ rows: 4, repeatedRows: 2 });
  });

  it('are several facts if they are sessions in another order', () => {
    expect(factsOf(setOf([session(a, b), session(b, a), session(a, b)]))).toEqual([
      [`${a} ${b}`, 2],
      [`${b} ${a}`, 1],
    ]);
  });

  it('are one pair in the more frequent direction, and the other direction adds nothing', () => {
    const mirrored = [
      { anchor: a, positive: b },
      { anchor: b, positive: a },
      { anchor: d, positive: c },
      { anchor: c, positive: d },
      { anchor: d, positive: c },
    ];
    expect(factsOf(setOf(mirrored))).toEqual([
      [`${a} ${b} -`, 1],
      [`${d} ${c} -`, 2],
    ]);
  });

  it('never weigh more than a limit, and never less than one row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.boolean(), (count, isPair) => {
        const row = isPair ? { anchor: a, positive: b } : basket(a, b);
        const [[, weight]] = factsOf(setOf(times(count, row))) as [[string, number]];
        expect(weight).toBeGreaterThanOrEqual(Math.min(count, 10));
        expect(weight).toBeLessThanOrEqual(Math.min(count, MAX_FACT_WEIGHT));
      }),
      { numRuns: 30 },
    );
  });

  it('are one event if their times of day are equal too, as where two exports overlap', () => {
    const order = { ...basket(a, b), at: '2026-01-03T10:15:00Z' };
    const later = { ...basket(b, a), at: '2026-01-04T11:00:00+01:00' };
    const set = setOf([order, later, order, later, order]);
    expect(factsOf(set)).toEqual([[`${a} ${b}`, 2]]);
    expect(set.groups[0]!.at).toBe(Date.parse(order.at));
    expect(set.counts!.sameEvents).toBe(3);
    const onADay = { ...basket(a, b), at: '2026-01-03T00:00:00Z' };
    expect(factsOf(setOf(times(3, onADay)))).toEqual([[`${a} ${b}`, 3]]);
  });
});

describe('triplets', () => {
  it('of one pair with several negatives are evidence once', () => {
    const rows = [c, d, e].map((negative) => ({ anchor: a, positive: b, negative }));
    expect(factsOf(setOf(rows)).map(([, weight]) => weight)).toEqual([1, 0, 0]);
  });

  it.each([
    ['a pair', { anchor: b, positive: a }],
    ['a basket', basket(a, b, c)],
    ['a session', session(a, d, c, b)],
  ])('are no evidence of their own if %s holds their pair', (_what, row) => {
    const made = [c, d].map((negative) => ({ anchor: a, positive: b, negative }));
    const withMade = setOf([...made, row]);
    expect(factsOf(withMade).filter(([, weight]) => weight > 0)).toEqual(factsOf(setOf([row])));
  });

  it('that were made from other rows give way to a row that was given', () => {
    const made = { anchor: a, positive: b, negative: c, audit: { rank: 1 } };
    const given = { anchor: b, positive: a, negative: d };
    expect(factsOf(setOf([made, given]))).toEqual([
      [`${a} ${b} ${c}`, 0],
      [`${b} ${a} ${d}`, 1],
    ]);
    expect(factsOf(setOf([made]))).toEqual([[`${a} ${b} ${c}`, 1]]);
  });

  it.each([
    ['gone', 'gone'],
    ['their anchor', a],
    ['their positive', b],
  ])('are pairs if their negative is %s', (_what, negative) => {
    const set = setOf([{ anchor: a, positive: b, negative }]);
    expect(factsOf(set)).toEqual([[`${a} ${b} -`, 1]]);
    expect(set.counts!.withoutNegative).toBe(1);
  });
});

describe('quantities', () => {
  it.each<[string, string[], number[], string]>([
    ['a return', [a, b, c], [1, -1, 2], `${a} ${c}`],
    ['a return of some of them', [a, b, b], [1, 3, -1], `${a} ${b}`],
    ['a return in a line of its own', [a, b, c, b], [1, 2, 1, -2], `${a} ${c}`],
    ['a quantity of 0', [a, b, c], [1, 0, 1], `${a} ${c}`],
    ['large and broken quantities', [a, b], [600, 0.5], `${a} ${b}`],
    ['another number of quantities', [a, b], [1, 1, -1], `${a} ${b}`],
  ])('%s', (_what, items, quantities, expected) => {
    expect(factsOf(setOf([{ items, kind: 'basket', quantities }]))).toEqual([[expected, 1]]);
  });

  it('leave no basket of which less than two products stayed with the customer', () => {
    const set = setOf([{ items: [a, b], kind: 'basket', quantities: [1, -1] }, basket(a, c)]);
    expect(factsOf(set)).toEqual([[`${a} ${c}`, 1]]);
    expect(describeCounts(set.counts!)).toEqual(['1 products came back, by their quantities: left out']);
  });
});

describe('groups of bots', () => {
  const crawl = (from: number) => session(...ids.slice(from, from + 200));
  const visits = Array.from({ length: 60 }, (_, i) => session(ids[i]!, ids[i + 1]!, ids[i + 2]!));

  it('weigh together as much as a typical group, and are reported', () => {
    const { groups, counts } = setOf([...visits, crawl(0), crawl(100)]);
    expect(groups.slice(0, 60).map(weightOf)).toEqual(times(60, 1));
    for (const group of groups.slice(60)) expect(weightOf(group) * group.items.length).toBeCloseTo(3, 10);
    expect(counts).toMatchObject({ botGroups: 2, botLimit: 60 });
    expect(describeCounts(counts!)).toEqual([
      expect.stringContaining('2 baskets or sessions hold more than 60 products'),
    ]);
  });

  it('are far larger than the others: no order is one where all are large', () => {
    expect(setOf([crawl(0), crawl(100), crawl(200)]).counts!.botGroups).toBe(0);
  });
});
