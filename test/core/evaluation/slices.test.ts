import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { JudgingRow } from '../../../lambdas/core/catalog/training-row.ts';
import { planJudging } from '../../../lambdas/core/evaluation/judging-plan.ts';
import { deriveSlices, EVERY_ROW, groupByOwnSlice, type Slices } from '../../../lambdas/core/evaluation/slices.ts';

type Catalog = readonly Product[];

const products = (count: number, category?: (row: number) => Product['category']): Product[] =>
  Array.from({ length: count }, (_, row) => ({ id: `p${row}`, ...(category && { category: category(row)! }) }));

const plan = (catalog: Catalog, rows: readonly JudgingRow[]) => planJudging({ ids: catalog.map(({ id }) => id), rows });

const toRecord = (slices: Slices) => Object.fromEntries([...slices].map(([name, rows]) => [name, [...rows]]));

/** Product n occurs in times[n] pairs, each with the last product. */
const seen = (times: readonly number[]) => ({
  pairs: times.flatMap((count, anchor) => Array.from({ length: count }, () => ({ anchor, positive: times.length }))),
  groups: [],
});

describe('groupByOwnSlice', () => {
  it('groups rows by the slice that they name, and by `all` without a name', () => {
    const rows = [
      { query: 'p0', relevant: ['p1'], slice: 'x' },
      { query: 'p1', relevant: ['p0'] },
      { query: 'p2', relevant: ['p0'], slice: 'x' },
    ];
    expect(toRecord(groupByOwnSlice(plan(products(3), rows)))).toEqual({ x: [0, 2], all: [1] });
  });
});

describe('deriveSlices', () => {
  it('groups rows by whether the query and a relevant product occur in training', () => {
    const rows = [
      { query: 'p0', relevant: ['p1', 'p3'] },
      { query: 'p0', relevant: ['p3'] },
      { query: 'p2', relevant: ['p1'] },
      { query: 'p2', relevant: ['p3'] },
    ];
    const training = { pairs: [{ anchor: 0, positive: 1 }], groups: [] };
    const catalog = products(4);
    expect(toRecord(deriveSlices(plan(catalog, rows), catalog, training))).toMatchObject({
      all: [0, 1, 2, 3],
      seen: [0],
      'unseen query': [2, 3],
      'unseen target': [1, 3],
    });
  });

  it.each([
    [[undefined, undefined], undefined],
    [['x', 'y'], undefined],
    [
      ['x', undefined],
      [0, 1],
    ],
  ])('derives for rows in %j the slice `every row` as %j', (slices, every) => {
    const rows = slices.map((slice) => ({ query: 'p0', relevant: ['p1'], ...(slice !== undefined && { slice }) }));
    const catalog = products(2);
    const derived = toRecord(deriveSlices(plan(catalog, rows), catalog, seen([])));
    expect(derived).toMatchObject({ all: [0, 1] });
    expect(derived[EVERY_ROW]).toEqual(every);
  });

  it('groups rows as new pairs whose products occur in training but never together', () => {
    const rows = [
      { query: 'p0', relevant: ['p1', 'p3'] },
      { query: 'p0', relevant: ['p3', 'p4'] },
      { query: 'p0', relevant: ['p4'] },
      { query: 'p2', relevant: ['p0'] },
    ];
    const training = {
      pairs: [{ anchor: 0, positive: 1 }],
      groups: [{ items: Int32Array.of(2, 3), kind: 'basket' as const }],
    };
    const catalog = products(5);
    expect(toRecord(deriveSlices(plan(catalog, rows), catalog, training))['new pairs']).toEqual([1, 3]);
  });

  it('groups few rows by thirds of popularity, the least popular first', () => {
    const catalog = products(7);
    const rows = [5, 0, 3, 1, 4, 2].map((row) => ({ query: 'p6', relevant: [`p${row}`] }));
    const slices = toRecord(deriveSlices(plan(catalog, rows), catalog, seen([1, 2, 3, 4, 5, 6])));
    expect(slices).toMatchObject({
      'popularity third 1': [1, 3],
      'popularity third 2': [2, 5],
      'popularity third 3': [0, 4],
    });
  });

  it('groups many rows by deciles, with rows of equal popularity in the same one', () => {
    const catalog = products(401);
    const rows = Array.from({ length: 400 }, (_, row) => ({ query: 'p400', relevant: [`p${row}`] }));
    const different = toRecord(
      deriveSlices(plan(catalog, rows), catalog, seen(rows.map((_, row) => 1 + ((row * 7) % 400)))),
    );
    const deciles = Object.entries(different).filter(([name]) => name.startsWith('popularity'));
    expect(deciles.map(([name, of]) => [name, of.length])).toEqual(
      Array.from({ length: 10 }, (_, i) => [`popularity decile ${i + 1}`, 40]),
    );
    const equal = toRecord(
      deriveSlices(plan(catalog, rows), catalog, seen(rows.map((_, row) => (row < 240 ? 0 : row)))),
    );
    expect(equal['popularity decile 3']).toHaveLength(240);
    expect(equal).not.toHaveProperty('popularity decile 1');
    expect(equal['popularity decile 10']).toHaveLength(40);
  });

  it('groups by the ten most frequent categories at the widest level at which they differ', () => {
    const catalog = products(30, (row) => ['home', `c${row < 6 ? 0 : row % 12}`, `leaf ${row}`]);
    const rows = catalog.map(({ id }, row) => ({ query: id, relevant: [catalog[(row + 1) % 30]!.id] }));
    const slices = deriveSlices(plan(catalog, rows), catalog, seen([]));
    const categories = [...slices.keys()].filter((name) => name.startsWith('category'));
    expect(categories).toHaveLength(10);
    expect(categories[0]).toBe('category: c0');
    expect(slices.get('category: c0')).toHaveLength(8);
  });

  it('derives one slice for a category that all queries share, and none without categories', () => {
    const rows = [{ query: 'p0', relevant: ['p1'] }];
    const of = (catalog: Catalog) =>
      [...deriveSlices(plan(catalog, rows), catalog, seen([])).keys()].filter((name) => name.startsWith('category'));
    expect(of(products(2, () => 'lamps'))).toEqual(['category: lamps']);
    expect(of(products(2))).toEqual([]);
  });
});
