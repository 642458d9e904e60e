import { describe, expect, it } from 'vitest';
import { computeMacroRatio } from '../../../lambdas/core/quality/macro-ratio.ts';
import { bootstrapRatios } from '../../../lambdas/core/quality/ratio-intervals.ts';
import { measureSetQuality, type SetQuality } from '../../../lambdas/core/quality/set-quality.ts';

const everyRow = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);

describe('bootstrapRatios', () => {
  it('divides the means over the rows of each slice, within the interval', () => {
    const own = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0 : 1));
    const other = Float64Array.from({ length: 60 }, (_, i) => i % 2);
    const even = everyRow(60).filter((row) => row % 2 === 0);
    const [all, ofEven] = bootstrapRatios(60, [
      { own, other, rows: everyRow(60) },
      { own, other, rows: even },
    ]);
    expect(all!.ratio).toBeCloseTo(40 / 30, 12);
    expect(all!.low).toBeGreaterThan(0.8);
    expect(all!.low).toBeLessThan(all!.ratio);
    expect(all!.high).toBeGreaterThan(all!.ratio);
    expect(ofEven).toBeNull();
  });

  it('is exact where one system is a multiple of the other, because the rows are paired', () => {
    const other = Float64Array.from({ length: 40 }, (_, i) => i % 5);
    const [found] = bootstrapRatios(40, [{ own: other.map((value) => 1.5 * value), other, rows: everyRow(40) }]);
    for (const value of Object.values(found!)) expect(value).toBeCloseTo(1.5, 12);
  });
});

/** A set with the ratios of its slices, each of so many queries. */
function setOf(ratios: Record<string, number | null>, queries = 100): SetQuality {
  const against = (ratio: number | null) => {
    const one = {
      kindred: 0,
      best: 'tf-idf' as const,
      baseline: 0,
      ratio: ratio === null ? null : { ratio, low: 0, high: 9 },
    };
    return { trivial: { 'recall@10': one, 'ndcg@10': one } };
  };
  const slices = Object.entries(ratios).map(([name, ratio]) => [name, { queries, against: against(ratio) }]);
  return { slices: Object.fromEntries(slices) } as SetQuality;
}

describe('computeMacroRatio', () => {
  it('is the geometric mean over the sets, of which each is that of its slices', () => {
    const sets = { a: setOf({ all: 2, cold: 0.5 }), b: setOf({ all: 4 }), c: setOf({ all: 2 }) };
    const macro = computeMacroRatio(sets, 'trivial', 'recall@10')!;
    expect(macro.ratio).toBeCloseTo(2, 12);
    expect([macro.sets, macro.notCounted]).toEqual([3, []]);
    expect(macro.without.b).toBeCloseTo(Math.SQRT2, 12);
    expect(macro.low).toBeCloseTo(1, 12);
    expect(macro.high).toBeCloseTo(4, 12);
  });

  it('does not count slices with few queries or without a baseline, and names them', () => {
    const sets = { few: setOf({ all: 9 }, 9), some: setOf({ all: 3, none: null }), zero: setOf({ all: null }) };
    const macro = computeMacroRatio(sets, 'trivial', 'ndcg@10')!;
    expect(macro).toMatchObject({ sets: 1, without: {}, notCounted: ['few all', 'some none', 'zero all'] });
    expect([macro.ratio, macro.low, macro.high]).toEqual([3, 3, 3].map((value) => expect.closeTo(value, 12)));
    expect(computeMacroRatio({ few: sets.few }, 'trivial', 'ndcg@10')).toBeNull();
  });

  it('is 0 if a set has a ratio of 0, and leaves no gap where that set is not drawn', () => {
    const macro = computeMacroRatio({ a: setOf({ all: 0 }), b: setOf({ all: 2 }) }, 'trivial', 'recall@10')!;
    expect([macro.ratio, macro.low, macro.without.a]).toEqual([0, 0, expect.closeTo(2, 12)]);
    expect(macro.high).toBeCloseTo(2, 12);
  });
});

describe('measureSetQuality', () => {
  it('divides the figures of the model by those of the baseline that is best on each slice', () => {
    const titles = ['red cup', 'red mug', 'blue bowl', 'blue plate', 'green jar', 'white pot'];
    const catalog = titles.map((title, i) => ({ id: `p${i}`, title }));
    const rows = [
      { query: 'p0', relevant: ['p1'] },
      { query: 'p4', relevant: ['p5'], slice: 'bought' },
      { query: 'gone', relevant: ['p5'] },
    ];
    const training = {
      pairs: [
        { anchor: 4, positive: 5 },
        { anchor: 1, positive: 2, weight: 3 },
      ],
      groups: [],
    };
    // Two products each have the same vector.
    const vectors = Float32Array.from([1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1]);
    const { slices, tuned, leftOut } = measureSetQuality({ vectors, D: 3 }, { catalog, training, rows });
    expect(leftOut.unknownQueries).toBe(1);
    expect(tuned.leftOut?.ease).toContain('fewer than 10');
    expect(slices.all).toMatchObject({
      queries: 1,
      against: {
        trivial: { 'ndcg@10': { kindred: 1, best: 'tf-idf', baseline: 1, ratio: { ratio: 1, low: 1, high: 1 } } },
      },
    });
    expect(slices.bought!.against.trivial!['ndcg@10']).toMatchObject({ kindred: 1, baseline: 1, best: 'item-knn' });
    expect(Object.keys(slices.all!.baselines)).toContain('popularity');
  });
});
