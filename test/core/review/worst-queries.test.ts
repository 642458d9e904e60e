import { describe, expect, it } from 'vitest';
import { findWorstQueries } from '../../../lambdas/core/review/worst-queries.ts';

const catalog = Array.from({ length: 30 }, (_, i) => ({ id: `p-${i}`, ...(i > 0 && { title: `title ${i}` }) }));
const row = (query: number, relevant: readonly number[]) => ({ query, relevant: new Set(relevant), slice: 'all' });

describe('findWorstQueries', () => {
  it('lists the lowest ndcg first, and of equal ones the query that misses more', () => {
    const rows = [row(0, [5]), row(1, [5, 6]), row(2, [7]), row(3, [8])];
    const worst = findWorstQueries(
      { rows, ndcg: Float64Array.of(0, 0, 0.5, 1), top: Int32Array.of(9, -1, 9, 10, 7, 9, 8, 9), listLength: 2 },
      catalog,
    );
    expect(worst.map(({ query }) => query.id)).toEqual(['p-1', 'p-0', 'p-2']);
    expect(worst[0]).toEqual({
      query: { id: 'p-1', title: 'title 1' },
      slice: 'all',
      ndcg: 0,
      relevant: 2,
      expected: [
        { id: 'p-5', title: 'title 5' },
        { id: 'p-6', title: 'title 6' },
      ],
      came: [
        { id: 'p-9', title: 'title 9', isRelevant: false },
        { id: 'p-10', title: 'title 10', isRelevant: false },
      ],
    });
    expect(worst[1]).toMatchObject({ query: { id: 'p-0' }, came: [{ id: 'p-9' }] });
    expect(worst[2]!.came[0]).toMatchObject({ id: 'p-7', isRelevant: true });
  });

  it('lists ten different queries at most, each by its worst row', () => {
    const rows = Array.from({ length: 24 }, (_, i) => row(i % 12, [20]));
    const ndcg = Float64Array.from(rows, (_, i) => (i < 12 ? 0.5 : 0.1));
    const worst = findWorstQueries({ rows, ndcg, top: new Int32Array(24).fill(-1), listLength: 1 }, catalog);
    expect(worst).toHaveLength(10);
    expect(new Set(worst.map(({ query }) => query.id)).size).toBe(10);
    expect(worst.every((one) => one.ndcg === 0.1)).toBe(true);
  });

  it('cuts long titles', () => {
    const long = [{ id: 'a', title: '😀'.repeat(200) }, { id: 'b' }];
    const rows = [row(0, [1])];
    const [worst] = findWorstQueries({ rows, ndcg: Float64Array.of(0), top: Int32Array.of(-1), listLength: 1 }, long);
    expect(worst!.query.title).toBe(`${'😀'.repeat(120)}…`);
  });
});
