import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupKind, GroupRow } from '../../../../lambdas/core/catalog/training-row.ts';
import { describeCounts } from '../../../../lambdas/core/training/data/evidence-counts.ts';
import { SESSION_PAUSE_MINUTES } from '../../../../lambdas/core/training/data/session-joiner.ts';
import { TrainingSetBuilder } from '../../../../lambdas/core/training/data/training-set-builder.ts';

const catalog = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
const start = Date.parse('2026-01-03T10:00:00Z');
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

/** A part of a session, so many minutes after the start. */
function part(items: string, minutes: number, sessionId = 's1', kind: GroupKind = 'session'): GroupRow {
  return { items: [...items], kind, sessionId, at: at(minutes) };
}

/** The groups that rows become, as text, and how the rows were read. */
function build(rows: readonly GroupRow[], isSeen: (row: GroupRow) => boolean = () => false) {
  const builder = new TrainingSetBuilder(catalog);
  for (const row of rows) builder.add(row, isSeen(row));
  const set = builder.build();
  const groups = set.groups.map(
    ({ items, kind }) => `${kind} ${[...items].map((row) => set.products[row]!.id).join('')}`,
  );
  return { groups, set, counts: set.counts };
}

describe('rows that name their session', () => {
  it('become one session each, in the order of their times', () => {
    const { groups, counts } = build([
      part('c', 2),
      part('a', 0),
      part('d', 0, 's2'),
      part('b', 1),
      part('a', 3, 's2'),
    ]);
    expect(groups).toEqual(['session abc', 'session da']);
    expect(counts).toMatchObject({ rows: 2, sessionRows: 5, joinedSessions: 2, shortSessions: 0 });
  });

  it('are joined by kind too: what was bought in a session is a basket of its own', () => {
    const rows = [part('ab', 0), part('d', 1, 's1', 'basket'), part('c', 2), part('a', 3, 's1', 'basket')];
    expect(build(rows).groups).toEqual(['session abc', 'basket ad']);
  });

  it('are reported as joined, and what became of them is counted', () => {
    const builder = new TrainingSetBuilder(catalog);
    expect(builder.add(part('a', 0))).toBe('joined');
    expect(builder.add(part('b', 1))).toBe('joined');
    expect(builder.add(part('a', 0, 'alone'))).toBe('joined');
    expect(describeCounts(builder.build().counts)).toEqual([
      '3 rows are parts of sessions: 1 sessions were joined of them, and 1 more have fewer than two products of the catalog',
    ]);
  });

  it('count once if they come twice, as where a message is delivered again', () => {
    const { groups, set, counts } = build([part('a', 0), part('b', 1), part('a', 0), part('b', 1), part('b', 1)]);
    expect(groups).toEqual(['session ab']);
    expect(set.groups[0]!.weight ?? 1).toBe(1);
    expect(counts.sameEvents).toBe(3);
  });

  it('are another session after a long pause, as with the id of a visitor', () => {
    const rows = [part('ab', 0), part('c', SESSION_PAUSE_MINUTES), part('d', 3 * SESSION_PAUSE_MINUTES), part('a', 91)];
    expect(build(rows).groups).toEqual(['session abc', 'session da']);
  });

  it('without a time are the last of their session, in the order in which they came', () => {
    const untimed = (items: string): GroupRow => ({ items: [...items], kind: 'session', sessionId: 's1' });
    expect(build([untimed('d'), part('b', 5), untimed('c'), part('a', 0)]).groups).toEqual(['session abdc']);
  });

  it('add up their quantities: what came back in a later row leaves the basket', () => {
    const bought: GroupRow = { ...part('ab', 0, 'o1', 'basket'), quantities: [1, 2] };
    const more = part('c', 1, 'o1', 'basket');
    const back: GroupRow = { ...part('b', 2, 'o1', 'basket'), quantities: [-2] };
    const { groups, counts } = build([bought, more, back]);
    expect(groups).toEqual(['basket ac']);
    expect(counts.returnedProducts).toBe(1);
  });

  it('were seen only if all of their session was', () => {
    const newWeights = (seen: string) =>
      build([part('ab', 0), part('c', 1)], ({ items }) => seen.includes(items[0]!)).set.groups[0]!.newWeight;
    expect(newWeights('ac')).toBe(0);
    expect(newWeights('a')).toBeUndefined();
  });

  it('make groups of at most 10,000 products', () => {
    const builder = new TrainingSetBuilder(catalog);
    const half = Array.from({ length: 6_000 }, (_, i) => 'abcd'[i % 4]!);
    for (const minutes of [0, 1]) builder.add({ ...part('', minutes), items: half });
    expect(builder.build().counts).toMatchObject({ joinedSessions: 2, rows: 2 });
  });

  it('become what the whole session would, in any order of its parts', () => {
    const whole = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 12 });
    const inAnyOrder = whole.chain((items) =>
      fc.tuple(fc.constant(items), fc.shuffledSubarray([...items.keys()], { minLength: items.length })),
    );
    fc.assert(
      fc.property(inAnyOrder, ([items, order]) => {
        const joined = build(order.map((i) => part(items[i]!, i)));
        expect(joined.groups).toEqual(build([{ items, kind: 'session', at: at(0) }]).groups);
        expect(joined.set.groups[0]?.at).toBe(joined.groups.length > 0 ? start : undefined);
      }),
    );
  });
});

describe('an event that two objects hold', () => {
  it('is no new row once one of them was learned, in any order of the objects', () => {
    const row: GroupRow = { items: ['a', 'b'], kind: 'basket', at: at(0) };
    for (const seen of [
      [true, false],
      [false, true],
    ]) {
      const builder = new TrainingSetBuilder(catalog);
      for (const isSeen of seen) builder.add(row, isSeen);
      const [group] = builder.build().groups;
      expect(group).toMatchObject({ newWeight: 0 });
      expect(group!.weight ?? 1).toBe(1);
    }
  });
});
