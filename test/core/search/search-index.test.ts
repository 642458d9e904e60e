import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodeRows } from '../../../lambdas/core/numerics/code-rows.ts';
import type { Condition } from '../../../lambdas/core/search/filter.ts';
import type { PackedProduct } from '../../../lambdas/core/search/pack-segment.ts';
import { type SearchOptions, searchExact, searchWithCount } from '../../../lambdas/core/search/search-exact.ts';
import { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import { createMemoryFile } from '../../../lambdas/core/search/segment-file.ts';
import { computeLayout, readHeader } from '../../../lambdas/core/search/segment-format.ts';
import { normals } from '../../support/core/kernel-cases.ts';
import { packedProducts, servedIndex, snapshotIndex } from '../../support/core/packed.ts';
import { searchAll } from '../../support/core/search-truth.ts';

const D = 10;
const conditions: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    op: fc.constant('in' as const),
    field: fc.constantFrom('brand', 'category', 'attributes.new', 'attributes.none', 'price'),
    words: fc.array(fc.constantFrom('brand 1', 'brand 4', 'kind 2', 'all', 'true', '7', ''), { minLength: 1 }),
  }),
  fc.record({
    op: fc.constant('range' as const),
    field: fc.constantFrom('price', 'brand'),
    min: fc.nat(20),
    max: fc.integer({ min: 10, max: 40 }),
  }),
);
const searches: fc.Arbitrary<SearchOptions> = fc.record({
  k: fc.integer({ min: 1, max: 30 }),
  filter: fc.array(conditions, { maxLength: 2 }).map((of) => ({ op: 'and' as const, of })),
  excludeIds: fc.array(fc.nat(600).map((i) => `p${i}`)).map((ids) => new Set(ids)),
  minScore: fc.constantFrom(-Infinity, 0, 0.4),
  after: fc.option(
    fc.record({
      id: fc.nat(600).map((i) => `p${i}`),
      score: fc.integer({ min: -900, max: 900 }).map((n) => n / 1000),
      rank: fc.integer({ min: 1, max: 600 }),
    }),
    { nil: undefined },
  ),
  groups: fc.option(
    fc.record({ field: fc.constantFrom('brand', 'category', 'price'), max: fc.integer({ min: 1, max: 3 }) }),
    { nil: undefined },
  ),
});
const changes = fc.array(fc.record({ id: fc.nat(700), seed: fc.nat(99), removes: fc.boolean() }), { maxLength: 60 });

describe('searchExact in a snapshot under a delta', () => {
  const products = packedProducts(600, D);

  it('gives the bits of scoring all products, for any filter, exclusion, group limit, place, minScore and changes', () => {
    fc.assert(
      fc.property(searches, changes, fc.constantFrom(600, 250, 1), fc.nat(999), (options, changed, inEach, seed) => {
        const index = servedIndex(products, inEach === 1 ? 97 : inEach);
        const truth = new Map(products.map((product) => [product.id, product]));
        for (const { id, seed: of, removes } of changed) {
          const product = packedProducts(3, D, of + 2)[id % 3]!;
          const changedProduct: PackedProduct = { ...product, id: `p${id}` };
          if (removes) truth.delete(changedProduct.id);
          else truth.set(changedProduct.id, changedProduct);
          if (removes) index.remove(changedProduct.id);
          else index.upsert(changedProduct.id, changedProduct.vector, changedProduct.fields);
        }
        const query = seed % 2 ? normals(D, 'query', seed) : products[seed % 600]!.vector;
        expect(searchExact(index, query, options)).toEqual(searchAll([...truth.values()], query, options));
        expect(index.size).toBe(truth.size);
      }),
      { numRuns: 150 },
    );
  });

  it('counts the products that meet the filter and are not excluded', () => {
    const index = servedIndex(products);
    const filter = { op: 'in', field: 'brand', words: ['brand 1'] } as const;
    const all = products.filter(({ fields }) => fields?.brand === 'brand 1');
    const excludeIds = new Set([all[0]!.id]);
    const { neighbours, candidates } = searchWithCount(index, normals(D, 'query'), { k: 2, filter, excludeIds });
    expect([neighbours.length, candidates]).toEqual([2, all.length - 1]);
    const none = searchWithCount(index, normals(D, 'query'), {
      k: 2,
      filter: { op: 'in', field: 'brand', words: ['none'] },
    });
    expect(none).toEqual({ neighbours: [], candidates: 0 });
  });

  it.each([0, Number.NaN, Infinity])('finds nothing for a query of %d, which has no direction', (x) => {
    const index = servedIndex(products);
    const query = new Float32Array(D).fill(x);
    expect(searchWithCount(index, query, { k: 3 })).toEqual({ neighbours: [], candidates: 600 });
  });
});

describe('SnapshotIndex', () => {
  it('reads only the vectors that it scores from its file, and none if they are in memory', () => {
    const products = packedProducts(5000, 16);
    const countedIndex = (loadVectors: boolean) => {
      const counted = { bytes: 0 };
      const file = (bytes: Uint8Array) => {
        const whole = createMemoryFile(bytes);
        const read = (at: number, into: Uint8Array) => {
          counted.bytes += into.length;
          whole.read(at, into);
        };
        return { ...whole, read };
      };
      const index = snapshotIndex(products, { loadVectors, file });
      counted.bytes = 0;
      return { index, counted };
    };
    const options = { k: 5 };
    const query = products[0]!.vector;
    for (const loadVectors of [false, true]) {
      const { index, counted } = countedIndex(loadVectors);
      const found = searchExact({ D: 16, parts: [index] }, query, options);
      expect(found).toEqual(searchAll(products, query, options));
      if (loadVectors) expect(counted.bytes).toBe(0);
      else expect(counted.bytes).toBeLessThan(200 * 16 * 4);
    }
  });

  it('leaves out zero vectors, which segments of older versions of this project may hold', () => {
    const products = packedProducts(50, D);
    const withZeros = (bytes: Uint8Array) => {
      const zeroed = bytes.slice();
      const { codes, vectors } = computeLayout(readHeader(bytes, bytes.length));
      const { quadBytes } = new CodeRows(D);
      zeroed.fill(0, codes, codes + quadBytes);
      zeroed.fill(0, vectors, vectors + 4 * D * 4);
      return createMemoryFile(zeroed);
    };
    const index = snapshotIndex(products, { file: withZeros });
    const gone = [0, 1, 2, 3].map((row) => index.idAt(row));
    expect([index.size, gone.map((id) => index.rowOf(id))]).toEqual([46, Array(4).fill(undefined)]);
    const rest = products.filter(({ id }) => !gone.includes(id));
    const query = normals(D, 'query');
    expect(searchExact({ D, parts: [index] }, query, { k: 50 })).toEqual(searchAll(rest, query, { k: 50 }));
  });

  it('closes the file of every segment', () => {
    let open = 0;
    const file = (bytes: Uint8Array) => {
      open += 1;
      const close = () => {
        open -= 1;
      };
      return { ...createMemoryFile(bytes), close };
    };
    const index = new SearchIndex('m-1', D, snapshotIndex(packedProducts(30, D), { segmentProducts: 10, file }));
    expect(open).toBe(3);
    index.close();
    expect(open).toBe(0);
  });

  it('serves added and replaced products from the delta and leaves removed ones out', () => {
    const index = servedIndex(packedProducts(100, D));
    index.remove('p1');
    index.remove('p1');
    index.upsert('p2', new Float32Array(D).fill(1));
    index.upsert('new', new Float32Array(D).fill(1));
    expect(index.get('p2')![0]).toBeCloseTo(Math.sqrt(1 / D), 6);
    expect(index.get('new')).toBeDefined();
    expect([index.get('p1'), index.size]).toEqual([undefined, 100]);
  });
});
