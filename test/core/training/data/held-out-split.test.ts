import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupRow, TrainingRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { markHeldOutNew, splitHeldOut } from '../../../../lambdas/core/training/data/held-out-split.ts';
import { isSeen } from '../../../../lambdas/core/training/data/new-rows.ts';
import type { TrainingSet } from '../../../../lambdas/core/training/data/training-set.ts';
import { TrainingSetBuilder } from '../../../../lambdas/core/training/data/training-set-builder.ts';
import { colouredThings, tasteBaskets, trainingSet } from '../../../support/core/training-factories.ts';

const products = colouredThings();
const ids = products.map(({ id }) => id);
/** Distinct pairs. */
const pairs = ids.flatMap((anchor, i) => ids.slice(i + 1).map((positive) => ({ anchor, positive })));

const textsOf = (rows: readonly object[]) => new Set(rows.map((row) => JSON.stringify(row)));
const split = (rows: readonly TrainingRow[], fraction = 0.2, seed = 1) =>
  splitHeldOut(trainingSet(products, rows), { fraction, seed });

/** Every two products that a set holds together, by their ids, for rows of every kind and order. */
function togetherIn({ products: all, pairs: two, groups }: TrainingSet): Set<string> {
  const rows = [...two.map(({ anchor, positive }) => [anchor, positive]), ...groups.map(({ items }) => [...items])];
  const names = rows.map((row) => row.map((product) => all[product]!.id).sort());
  return new Set(names.flatMap((row) => row.flatMap((a, i) => row.slice(i + 1).map((b) => `${a} ${b}`))));
}

/** Names the fact of a row, so that copies alone decide how often it occurs: a very frequent fact is never held out. */
function factOf(row: TrainingRow): string {
  const ids =
    'items' in row ? row.items : [('anchor' in row ? row.anchor : row.query) as string, row.positive as string];
  return `${'items' in row ? 'group' : 'pair'} ${[...ids].sort().join(' ')}`;
}

describe('splitHeldOut', () => {
  it('holds out about the given share, by the seed', () => {
    const { heldOutRows, judging, training } = split(pairs);
    expect(heldOutRows / pairs.length).toBeGreaterThan(0.12);
    expect(heldOutRows / pairs.length).toBeLessThan(0.28);
    expect(judging).toHaveLength(heldOutRows);
    expect(training.pairs).toHaveLength(pairs.length - heldOutRows);
    expect(split(pairs, 0.2, 2).judging).not.toEqual(judging);
    expect(split(pairs, 0).heldOutRows).toBe(0);
  });

  it('holds out the same facts when others are added around them', () => {
    const few = textsOf(split(pairs.slice(100, 300)).judging);
    const all = textsOf(split(pairs).judging);
    expect(few.size).toBeGreaterThan(10);
    expect([...few].filter((row) => !all.has(row))).toEqual([]);
  });

  it('keeps every fact on one side, however often, in which order and in which direction its rows stand', () => {
    const row: fc.Arbitrary<TrainingRow> = fc.oneof(
      fc.constantFrom(...pairs),
      fc.constantFrom(...pairs).map(({ anchor, positive }) => ({ anchor: positive, positive: anchor })),
      fc.tuple(fc.constantFrom(...pairs), fc.constantFrom(...ids)).map(([pair, negative]) => ({ ...pair, negative })),
      fc
        .uniqueArray(fc.constantFrom(...ids), { minLength: 2, maxLength: 5 })
        .map((items): GroupRow => ({ items, kind: 'basket' })),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { minLength: 5, maxLength: 60, selector: factOf }),
        fc.infiniteStream(fc.nat()),
        (rows, numbers) => {
          const numberOf = () => numbers.next().value;
          const copies = rows.flatMap((one) =>
            Array.from({ length: 1 + (numberOf() % 3) }, () => turned(one, numberOf())),
          );
          const shuffled = copies.map((one) => ({ one, at: numberOf() })).sort((a, b) => a.at - b.at);
          const once = split(rows, 0.3);
          const more = split(
            shuffled.map(({ one }) => one),
            0.3,
          );
          expect(togetherIn(more.training)).toEqual(togetherIn(once.training));
          expect(more.judging).toHaveLength(once.judging.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('trains on no pair or triplet that only a held-out basket holds', () => {
    const baskets = tasteBaskets();
    const made = baskets.flatMap(({ items }) =>
      items.flatMap((anchor) => items.flatMap((positive) => (anchor === positive ? [] : [{ anchor, positive }]))),
    );
    const alone = split(baskets);
    for (const added of [made, made.map((pair) => ({ ...pair, negative: ids[0]! }))]) {
      const { training, judging } = split([...baskets, ...added]);
      expect(judging).toEqual(alone.judging);
      expect(togetherIn(training)).toEqual(togetherIn(alone.training));
    }
  });

  it('never holds out a fact that is much more frequent than others', () => {
    const often = pairs.slice(0, 100).flatMap((pair) => Array.from({ length: 5 }, () => pair));
    const once = pairs.slice(100, 200);
    const { judging } = split([...often, ...once], 0.5);
    expect(judging.length).toBeGreaterThan(20);
    const isOften = textsOf(often.map(({ anchor, positive }) => ({ query: anchor, relevant: [positive] })));
    expect([...textsOf(judging)].filter((row) => isOften.has(row))).toEqual([]);
    expect(split(often, 0.5).judging.length).toBeGreaterThan(20);
  });

  it('never holds out a row that was made from others', () => {
    const made = pairs.map((pair) => ({ ...pair, negative: ids[0]!, audit: { rank: 3 } }));
    expect(split(made, 0.5)).toMatchObject({ heldOutRows: 0, judging: [] });
    expect(split([...pairs, ...made]).judging).toEqual(split(pairs).judging);
  });

  it('trains on no row that was made from a held-out pair, in either direction', () => {
    const made = pairs.map(({ anchor, positive }, i) => {
      return { anchor: positive, positive: anchor, negative: ids[i % ids.length]!, audit: { rank: 3 } };
    });
    const { training, judging, copiesOfHeldOut } = split([...pairs, ...made]);
    const trainedOn = togetherIn(training);
    const heldOut = judging.map(({ query, relevant }) => [query, ...relevant].sort().join(' '));
    expect(heldOut.filter((pair) => trainedOn.has(pair))).toEqual([]);
    expect(copiesOfHeldOut).toBe(judging.length);
  });

  it('leaves near copies of held-out baskets out of training: an order with one line less', () => {
    const orders = Array.from({ length: 40 }, (_, i) => ids.filter((_id, at) => (at * 7 + i * 3) % 30 < 8));
    const rows = orders.map((items): GroupRow => ({ items, kind: 'basket' }));
    const copies = orders.map((items): GroupRow => ({ items: items.slice(1), kind: 'basket' }));
    const { training, judging, copiesOfHeldOut } = split([...rows, ...copies]);
    expect(copiesOfHeldOut).toBeGreaterThan(0);
    const trainedOn = training.groups.map(
      ({ items }) => new Set([...items].map((item) => training.products[item]!.id)),
    );
    for (const { query, relevant } of judging) {
      const shared = trainedOn.map((basket) => [query, ...relevant].filter((id) => basket.has(id)).length);
      expect(Math.max(...shared)).toBeLessThan(relevant.length);
    }
  });
});

/** The same fact, written in another way. */
function turned(row: TrainingRow, number: number): TrainingRow {
  if ('items' in row)
    return { ...row, items: number % 2 === 0 ? row.items.toReversed() : [...row.items, row.items[0]!] };
  if ('query' in row || row.negative !== undefined || number % 2 === 0) return row;
  return { anchor: row.positive, positive: row.anchor };
}

describe('a split by time', () => {
  const at = (day: number) => `2026-01-${String(day).padStart(2, '0')}T10:00:00Z`;
  const timed = pairs.slice(0, 280).map((pair, i) => ({ ...pair, at: at(1 + (i % 28)) }));
  const byTime = (rows: readonly TrainingRow[], by: 'time' | 'auto' = 'time', fraction = 0.1) =>
    splitHeldOut(trainingSet(products, rows), { fraction, seed: 1, by });

  it('holds out the newest facts, and trains on the others', () => {
    const { training, judging, rule } = byTime(timed);
    expect(judging).toHaveLength(28);
    expect(rule).toMatchObject({ by: 'time', from: { at: Date.parse(at(26)) } });
    expect(Math.max(...training.pairs.map((pair) => pair.at!))).toBe(Date.parse(at(26)));
  });

  it('is chosen if most facts have a time', () => {
    expect(byTime(timed, 'auto').rule.by).toBe('time');
    const few = timed.map(({ at: _, ...pair }, i) => (i % 3 === 0 ? { ...pair, at: at(3) } : pair));
    expect(byTime(few, 'auto').rule.by).toBe('random');
  });

  it('counts a fact as old as its first row, and never holds out a fact with a row that has no time', () => {
    const again = timed.slice(0, 10).map((pair) => ({ ...pair, at: at(28) }));
    expect(textsOf(byTime([...timed, ...again]).judging)).toEqual(textsOf(byTime(timed).judging));
    const untimed = timed.slice(-10).map(({ anchor, positive }) => ({ anchor: positive, positive: anchor }));
    const judged = textsOf(byTime([...timed, ...untimed]).judging);
    for (const { anchor, positive } of timed.slice(-10)) {
      expect(judged).not.toContain(JSON.stringify({ query: anchor, relevant: [positive] }));
    }
  });

  it('never holds out what an earlier run was trained on, as later facts arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 28 }), { minLength: 30, maxLength: 200 }), (days) => {
        const rows = days.toSorted((a, b) => a - b).map((day, i) => ({ ...pairs[i]!, at: at(day) }));
        const before = byTime(rows.slice(0, Math.floor(rows.length / 2)));
        const now = byTime(rows);
        const learned = togetherIn(before.training);
        for (const { query, relevant } of now.judging)
          expect(learned.has([query, ...relevant].sort().join(' '))).toBe(false);
      }),
    );
  });

  it('lets a run that continues train on what became old enough, and holds out nothing older than its lineage', () => {
    const first = byTime(timed.slice(0, 250));
    const builder = new TrainingSetBuilder(products);
    for (const [i, row] of timed.entries()) builder.add(row, i < 250);
    const set = markHeldOutNew(builder.build(), first.rule, 1);
    const next = splitHeldOut(set, { fraction: 0.1, seed: 1, by: 'time', notBefore: set.learnedBefore });
    const seen = togetherIn({ ...set, pairs: set.pairs.filter(isSeen) });
    expect(seen).toEqual(togetherIn(first.training));
    for (const { query, relevant } of next.judging) expect(seen.has([query, ...relevant].sort().join(' '))).toBe(false);
  });
});
