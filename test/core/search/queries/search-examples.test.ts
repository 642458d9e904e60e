import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  averageExamples,
  type Examples,
  searchByBestExample,
} from '../../../../lambdas/core/search/queries/search-examples.ts';
import { searchWithCount } from '../../../../lambdas/core/search/search-exact.ts';
import { normals } from '../../../support/core/kernel-cases.ts';
import { packedProducts, servedIndex } from '../../../support/core/packed.ts';
import { cosine, searchAll, searchAllByBest } from '../../../support/core/search-truth.ts';

const D = 10;
const products = packedProducts(600, D);
const index = servedIndex(products, 250);

const example = fc.record({
  vector: fc.oneof(
    fc.nat(599).map((i) => products[i]!.vector),
    fc.nat(99).map((seed) => normals(D, 'example', seed)),
  ),
  weight: fc.constantFrom(1, 1, 0.3, 2),
});
const exampleSets: fc.Arbitrary<Examples> = fc.record({
  positive: fc.array(example, { minLength: 1, maxLength: 4 }),
  negative: fc.array(example, { maxLength: 3 }),
});
const options = fc.record({
  k: fc.integer({ min: 1, max: 30 }),
  minScore: fc.constantFrom(-Infinity, 0, 0.4),
  excludeIds: fc.array(fc.nat(600).map((i) => `p${i}`)).map((ids) => new Set(ids)),
  filter: fc.constantFrom(undefined, { op: 'range' as const, field: 'price', min: 5, max: 25 }),
  groups: fc.constantFrom(undefined, { field: 'brand', max: 1 }, { field: 'price', max: 2 }),
  after: fc.constantFrom(undefined, { id: 'p300', score: 0.5, rank: 7 }, { id: 'p1', score: -0.2, rank: 90 }),
});
const of = (vector: number[], weight = 1) => ({ vector: Float32Array.from(vector), weight });

describe('searchByBestExample', () => {
  it('gives what scoring every product gives, for any examples, weights and options', () => {
    fc.assert(
      fc.property(exampleSets, options, (examples, some) => {
        expect(searchByBestExample(index, examples, some).neighbours).toEqual(
          searchAllByBest(products, examples, some),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('equals the search by cosine for one positive example', () => {
    fc.assert(
      fc.property(example, options, (one, some) => {
        const found = searchByBestExample(index, { positive: [one], negative: [] }, some);
        expect(found).toEqual(searchWithCount(index, one.vector, some));
      }),
      { numRuns: 20 },
    );
  });

  it('looks at every product if negative examples take the score of those nearest to a positive one', () => {
    const negative = products.slice(0, 500).map(({ vector }) => ({ vector, weight: 1 }));
    const examples = { positive: [{ vector: products[0]!.vector, weight: 1 }], negative };
    const found = searchByBestExample(index, examples, { k: 40 });
    expect(found.neighbours).toEqual(searchAllByBest(products, examples, { k: 40 }));
  });

  it('finds nothing for an example without a direction', () => {
    const examples = { positive: [of(Array(D).fill(0))], negative: [] };
    expect(searchByBestExample(index, examples, { k: 3 })).toEqual({ neighbours: [], candidates: 600 });
  });
});

describe('averageExamples', () => {
  it('is the vector itself, to the bit, for one positive example of any weight', () => {
    const vector = normals(D, 'one');
    expect(averageExamples({ positive: [{ vector, weight: 3 }], negative: [] })).toBe(vector);
  });

  it('ranks by the mean of cosines with the positive examples less the mean with the negative ones', () => {
    fc.assert(
      fc.property(exampleSets, (examples) => {
        const query = averageExamples(examples);
        if (query.every((x) => x === 0)) return;
        const mean = (some: Examples['positive'], vector: Float32Array) =>
          some.reduce((sum, one) => sum + (one.weight / some.length) * cosine(vector, one.vector), 0);
        const value = (vector: Float32Array) => mean(examples.positive, vector) - mean(examples.negative, vector);
        const [first] = searchAll(products, query, { k: 1 });
        const best = Math.max(...products.map(({ vector }) => value(vector)));
        expect(value(products.find(({ id }) => id === first!.id)!.vector)).toBeCloseTo(best, 4);
      }),
      { numRuns: 40 },
    );
  });

  it('counts each example by its direction, not by its length', () => {
    const [x, y] = averageExamples({ positive: [of([100, 0]), of([0, 1])], negative: [] });
    expect([x, y]).toEqual([Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)]);
  });

  it('lets the weight of a single negative example say how far to go away from it', () => {
    const [x, y] = averageExamples({ positive: [of([1, 0])], negative: [of([0, 1], 0.5)] });
    expect(y! / x!).toBeCloseTo(-0.5, 6);
  });

  it('is zero if the examples cancel out, however their sum is rounded', () => {
    const positive = [of([1, 2]), of([1, 2]), of([1, 2])];
    expect(averageExamples({ positive, negative: [of([2, 4])] })).toEqual(new Float32Array(2));
  });
});
