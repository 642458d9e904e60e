import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeltaIndex } from '../../../lambdas/core/search/delta-index.ts';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';

const number = fc.integer({ min: -3, max: 3 });
const vector = fc.tuple(number, number, number).filter((one) => one.some((x) => x !== 0));
const vectors = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), vector, { maxKeys: 30 });

function buildIndex(entries: readonly (readonly [string, readonly number[]])[]): DeltaIndex {
  const index = new DeltaIndex('m-1', 3);
  for (const [id, vector] of entries) index.upsert(id, Float32Array.from(vector));
  return index;
}

/** The reference: all cosines, sorted. */
function naive(entries: readonly (readonly [string, readonly number[]])[], query: readonly number[], k: number) {
  const unit = (v: readonly number[]) => {
    const length = Math.hypot(...v);
    return v.map((x) => x / length);
  };
  const scored = entries.map(([id, v]) => ({ id, score: unit(v).reduce((sum, x, d) => sum + x * unit(query)[d]!, 0) }));
  return scored.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, k);
}

describe('searchExact', () => {
  it('finds the same as sorting all products', () => {
    fc.assert(
      fc.property(vectors, vector, fc.integer({ min: 1, max: 12 }), (map, query, k) => {
        const entries = Object.entries(map);
        const found = searchExact(buildIndex(entries), Float32Array.from(query), { k });
        const truth = naive(entries, query, k);
        expect(found.length).toBe(truth.length);
        found.forEach((one, i) => {
          expect(one.score).toBeCloseTo(truth[i]!.score, 5);
          expect(one.rank).toBe(i + 1);
        });
      }),
    );
  });

  it('ranks the smaller id first for equal scores', () => {
    const index = buildIndex([
      ['b', [1, 0, 0]],
      ['a', [2, 0, 0]],
      ['c', [1, 0, 0]],
    ]);
    expect(searchExact(index, Float32Array.of(1, 0, 0), { k: 2 }).map((one) => one.id)).toEqual(['a', 'b']);
  });

  it('leaves out excluded products and scores below minScore', () => {
    const index = buildIndex([
      ['a', [1, 0, 0]],
      ['b', [1, 1, 0]],
      ['c', [0, 1, 0]],
    ]);
    const found = searchExact(index, Float32Array.of(1, 0, 0), { k: 9, excludeIds: new Set(['a']), minScore: 0.5 });
    expect(found.map((one) => one.id)).toEqual(['b']);
  });

  it('finds nothing in an empty index', () => {
    expect(searchExact(buildIndex([]), Float32Array.of(1, 0, 0), { k: 5 })).toEqual([]);
  });
});

describe('DeltaIndex', () => {
  it('behaves like a map after any writes and removals', () => {
    const operation = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      vector: fc.option(vector),
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const index = new DeltaIndex('m-1', 3);
        const truth = new Map<string, readonly number[]>();
        for (const { id, vector } of operations) {
          if (vector) {
            index.upsert(id, Float32Array.from(vector));
            truth.set(id, vector);
          } else {
            index.remove(id);
            truth.delete(id);
          }
        }
        expect([...index.ids].sort()).toEqual([...truth.keys()].sort());
        for (const [id, vector] of truth) {
          const length = Math.hypot(...vector);
          [...index.get(id)!].forEach((x, d) => {
            expect(x).toBeCloseTo(vector[d]! / length, 6);
          });
        }
      }),
    );
  });

  it('grows beyond its first capacity', () => {
    const index = new DeltaIndex('m-1', 2);
    for (let i = 0; i < 1000; i++) index.upsert(`p${i}`, Float32Array.of(i + 1, 1));
    expect(index.size).toBe(1000);
    expect(index.get('p999')![0]).toBeCloseTo(1, 5);
  });

  it('rejects a vector of another dimension', () => {
    expect(() => buildIndex([['a', [1, 2]]])).toThrow('expected 3');
  });

  it.each([[[0, 0, 0]], [[-0, 0, 0]], [[Number.NaN, 1, 0]], [[Infinity, 0, 0]]])(
    'rejects %j, which has no cosine with any vector, and stays as it is',
    (wrong) => {
      const index = buildIndex([['a', [1, 0, 0]]]);
      const error = expect.objectContaining({ code: 'no-direction' });
      expect(() => index.upsert('a', Float32Array.from(wrong))).toThrow(error);
      expect(() => index.upsert('b', Float32Array.from(wrong))).toThrow(error);
      expect([index.size, [...index.get('a')!]]).toEqual([1, [1, 0, 0]]);
    },
  );
});
