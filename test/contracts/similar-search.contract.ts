import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { toScore } from '../../lambdas/core/numerics/score.ts';
import type { Filter, InWords } from '../../lambdas/core/search/filter.ts';
import type { Examples } from '../../lambdas/core/search/queries/search-examples.ts';
import type { SimilarSearch } from '../../lambdas/ports/similar-search.ts';
import { otherGroups } from '../../lambdas/use-cases/search/search-choice.ts';
import { productOf } from '../support/core/factories.ts';
import { accepts, filterableProducts, filters } from '../support/core/naive-filter.ts';

/** A shop with an engine over it. */
export interface SearchWorld {
  readonly search: SimilarSearch;
  /** Products with their vectors (3 numbers) under a version. */
  add(version: string, entries: readonly (readonly [Product, readonly number[]])[]): Promise<void>;
  remove(version: string, id: string): Promise<void>;
  /** Makes a version live whose vectors are complete. */
  goLive(version: string): Promise<void>;
  /** Lets the time pass that an engine may remember facts about fields. */
  wait?(): void;
}

const entry = (id: string, vector: readonly number[], fields: Omit<Product, 'id'> = {}) =>
  [productOf(id, fields), vector] as const;

/** Four directions, and one product of each brand in each. */
const shop = [
  entry('a', [1, 0, 0], {
    ...{ brand: 'Lux', price: 10, category: ['Home', 'Lamps'] },
    attributes: { size: 'XL', colours: ['red', 'blue'] },
  }),
  entry('b', [1, 1, 0], {
    ...{ brand: 'Lux', price: 20, category: [['Home', 'Lamps'], ['Sale']] },
    payload: { stock: 0 },
  }),
  entry('c', [0, 1, 0], { brand: 'Dim', price: 30, category: ['Garden'], attributes: { colours: ['red'] } }),
  entry('d', [-1, 0, 0], { brand: 'Lux', price: 40, category: ['Garden'], attributes: { size: 12 } }),
];

const is = (field: string, ...words: string[]): InWords => ({ op: 'in', field, words });

/** The tests that every search engine must pass. @param makeWorld A shop without products. */
export function describeSimilarSearch(name: string, makeWorld: () => Promise<SearchWorld>): void {
  const shopWorld = async () => {
    const world = await makeWorld();
    await world.add('m-1', shop);
    await world.goLive('m-1');
    return world;
  };
  const find = async ({ search }: SearchWorld, query: number[], options: object = {}) => {
    const { neighbours, complete } = await (await search.live())!.search(Float32Array.from(query), {
      k: 10,
      ...options,
    });
    return { ids: neighbours.map(({ id }) => id), neighbours, complete };
  };

  describe(`${name} as a SimilarSearch`, () => {
    it('returns undefined while no version is live', async () => {
      const world = await makeWorld();
      await world.add('m-1', shop);
      expect(await world.search.live()).toBeUndefined();
    });

    it('ranks by cosine for vectors of all lengths, and ties by id', async () => {
      const world = await shopWorld();
      await world.add('m-1', [entry('b2', [2, 2, 0])]);
      const { neighbours, complete } = await find(world, [3, 0, 0]);
      expect(neighbours.map(({ id, rank }) => [id, rank])).toEqual([
        ['a', 1],
        ['b', 2],
        ['b2', 3],
        ['c', 4],
        ['d', 5],
      ]);
      for (const [i, score] of [1, Math.SQRT1_2, Math.SQRT1_2, 0, -1].entries()) {
        expect(neighbours[i]!.score).toBeCloseTo(score, 6);
      }
      expect(complete).toBe(true);
    });

    it('gives scores in [-1, 1], and finds every vector of the same direction with a minimum score of 1', async () => {
      const component = fc.float({ min: -1, max: 1, noNaN: true });
      const vector = fc.tuple(component, component, component).filter((one) => Math.hypot(...one) > 1e-3);
      await fc.assert(
        fc.asyncProperty(vector, fc.constantFrom(1, 3, 0.1), async (direction, length) => {
          const world = await makeWorld();
          const times = (x: number) => direction.map((one) => one * x);
          await world.add('m-1', [entry('a', direction), entry('b', times(length)), entry('c', times(-length))]);
          await world.goLive('m-1');
          const { neighbours } = await find(world, direction);
          expect(neighbours.map(({ id, score }) => [id, score])).toEqual([
            ['a', 1],
            ['b', 1],
            ['c', -1],
          ]);
          expect((await find(world, direction, { minScore: 1 })).ids).toEqual(['a', 'b']);
        }),
        { numRuns: 15 },
      );
    });

    it('continues after a place with the next ranks, also behind products that are new since', async () => {
      const world = await shopWorld();
      const after = { id: 'b', score: Number(Math.SQRT1_2.toFixed(6)), rank: 2 };
      const ranks = async (options: object) =>
        (await find(world, [1, 0, 0], options)).neighbours.map(({ id, rank }) => [id, rank]);
      expect(await ranks({ after })).toEqual([
        ['c', 3],
        ['d', 4],
      ]);
      const nearer = Array.from({ length: 9 }, (_, i) => entry(`z${i}`, [1, i / 100, 0]));
      await world.add('m-1', nearer);
      expect(await ranks({ after, k: 1 })).toEqual([['c', 3]]);
      expect(await ranks({ after, k: 5 })).toEqual([
        ['c', 3],
        ['d', 4],
      ]);
    });

    it('orders equal scores by id also where k cuts them', async () => {
      const world = await makeWorld();
      const twins = [7, 3, 9, 1, 5, 8, 2].map((i) => entry(`p${i}`, [i, 0, 0]));
      await world.add('m-1', [...twins, entry('q', [1, 1, 0])]);
      await world.goLive('m-1');
      expect((await find(world, [1, 0, 0], { k: 3 })).ids).toEqual(['p1', 'p2', 'p3']);
    });

    it('respects k, the minimum score and the excluded ids', async () => {
      const world = await shopWorld();
      expect((await find(world, [1, 0, 0], { k: 2 })).ids).toEqual(['a', 'b']);
      expect((await find(world, [1, 0, 0], { minScore: 0.5 })).ids).toEqual(['a', 'b']);
      const excludeIds = new Set(['a', 'c', 'nobody']);
      expect(await find(world, [1, 0, 0], { k: 2, excludeIds })).toMatchObject({ ids: ['b', 'd'], complete: true });
    });

    it.each<[string, Filter, string[]]>([
      ['a word', is('brand', 'Lux'), ['a', 'b', 'd']],
      ['a word that is nobody’s', is('brand', 'Nobody'), []],
      ['one of several words', is('brand', 'Dim', 'Nobody'), ['c']],
      ['a word in any case', { ...is('brand', 'LUX'), ignoreCase: true }, ['a', 'b', 'd']],
      ['a step of the category', is('category', 'Garden'), ['c', 'd']],
      ['a path of the category', is('category', 'Home > Lamps'), ['a', 'b']],
      ['one of several paths of the category', is('category', 'Sale'), ['b']],
      ['a range', { op: 'range', field: 'price', min: 20, max: 30 }, ['b', 'c']],
      ['a range without its ends', { op: 'range', field: 'price', above: 10, below: 30 }, ['b']],
      ['a number by its text', is('attributes.size', '12.0'), ['d']],
      ['a word in a field of numbers and words', is('attributes.size', 'XL'), ['a']],
      ['an element of a list', is('attributes.colours', 'red'), ['a', 'c']],
      ['the absence of a word', { op: 'not', of: is('brand', 'Lux') }, ['c', 'e']],
      ['the absence of an element', { op: 'not', of: is('attributes.colours', 'red') }, ['b', 'd', 'e']],
      ['a field that has a value', { op: 'exists', field: 'payload.stock' }, ['b', 'e']],
      ['a field that has none', { op: 'not', of: { op: 'exists', field: 'price' } }, ['e']],
      ['a number in the payload', { op: 'range', field: 'payload.stock', min: 1 }, ['e']],
      ['two words of one field, which nobody has', { op: 'and', of: [is('brand', 'Lux'), is('brand', 'Dim')] }, []],
      [
        'several at once',
        { op: 'and', of: [is('brand', 'Lux'), { op: 'range', field: 'price', min: 15 }] },
        ['b', 'd'],
      ],
      [
        'either of two fields',
        { op: 'or', of: [is('brand', 'Dim'), { op: 'range', field: 'price', max: 10 }] },
        ['a', 'c'],
      ],
      ['a field that nobody has', is('attributes.none', 'red'), []],
    ])('filters by %s', async (_what, filter, ids) => {
      const world = await shopWorld();
      await world.add('m-1', [entry('e', [-1, 0.1, 0], { payload: { stock: 4 } })]);
      const found = await find(world, [1, 0, 0], { filter });
      expect(found).toMatchObject({ complete: true });
      expect(found.ids.toSorted()).toEqual(ids);
    });

    it('finds what a reading of each product accepts, for any products and filter', async () => {
      const products = fc.array(filterableProducts, { minLength: 1, maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(products, filters, async (all, filter) => {
          const world = await makeWorld();
          const entries = all.map((fields, i) => entry(`p${i}`, [1, i / 10, 0], fields));
          await world.add('m-1', entries);
          await world.goLive('m-1');
          const accepted = entries.filter(([product]) => accepts(product, filter)).map(([{ id }]) => id);
          const { ids } = await find(world, [1, 0, 0], { filter, k: 12 });
          expect(ids.toSorted()).toEqual(accepted.toSorted());
        }),
        { numRuns: 40 },
      );
    });

    it('applies a filter of equality in the same way before and after a product has a list in its field', async () => {
      const world = await shopWorld();
      const filter = is('attributes.size', 'XL');
      expect((await find(world, [1, 0, 0], { filter })).ids).toEqual(['a']);
      await world.add('m-1', [entry('e', [1, 0.1, 0], { attributes: { size: ['L', 'XL'] } })]);
      await world.wait?.();
      expect((await find(world, [1, 0, 0], { filter })).ids).toEqual(['a', 'e']);
    });

    it('leaves out the products of a group, and none without a group', async () => {
      const world = await shopWorld();
      await world.add('m-1', [entry('e', [1, 0.1, 0])]);
      const filter = otherGroups('brand', { brand: 'Lux' });
      expect((await find(world, [1, 0, 0], { filter })).ids).toEqual(['e', 'c']);
      expect(otherGroups('brand', {})).toBeUndefined();
    });
    it('returns at most the given number of products of a group', async () => {
      const world = await shopWorld();
      await world.add('m-1', [entry('e', [1, 0.2, 0]), entry('f', [1, 0.1, 0])]);
      const groups = { field: 'brand', max: 1 };
      expect((await find(world, [1, 0, 0], { groups })).ids).toEqual(['a', 'f', 'e', 'c']);
      const filter = { op: 'range', field: 'price', min: 15 };
      expect((await find(world, [1, 0, 0], { groups, filter })).ids).toEqual(['b', 'c']);
    });

    it('counts products that another search found as members of their groups', async () => {
      const world = await shopWorld();
      const groups = { field: 'brand', max: 1, counted: ['b', 'nobody'] };
      expect((await find(world, [1, 0, 0], { groups })).ids).toEqual(['c']);
    });

    it('ranks by the best positive example, less the worst negative one', async () => {
      const world = await shopWorld();
      const of = (vector: number[], weight = 1) => ({ vector: Float32Array.from(vector), weight });
      const search = async (examples: Examples, options: object = {}) => {
        const { neighbours } = await (await world.search.live())!.search(examples, { k: 10, ...options });
        return neighbours.map(({ id, score }) => [id, score]);
      };
      const positive = [of([2, 0, 0]), of([0, 1, 0], 0.5)];
      expect(await search({ positive, negative: [] })).toEqual([
        ['a', 1],
        ['b', toScore(Math.SQRT1_2)],
        ['c', 0.5],
        ['d', 0],
      ]);
      const negative = [of([1, 1, 0], 0.5)];
      const penalty = 0.5 * toScore(Math.SQRT1_2);
      const filter = { op: 'not', of: is('category', 'Sale') };
      expect(await search({ positive, negative }, { filter })).toEqual([
        ['a', toScore(1 - penalty)],
        ['c', toScore(0.5 - penalty)],
        ['d', 0],
      ]);
      expect(await search({ positive, negative }, { k: 1 })).toEqual([['a', toScore(1 - penalty)]]);
      expect(await search({ positive: [of([0, 0, 0])], negative: [] })).toEqual([]);
    });

    it('finds products that meet the filter behind many that do not', async () => {
      const world = await shopWorld();
      const others = Array.from({ length: 60 }, (_, i) => entry(`z${i}`, [1, i / 1000, 0], { price: 5 }));
      await world.add('m-1', others);
      const filter = { op: 'range', field: 'price', min: 10 };
      expect(await find(world, [1, 0, 0], { k: 2, filter })).toMatchObject({ ids: ['a', 'b'], complete: true });
    });

    it('includes writes and removals', async () => {
      const world = await shopWorld();
      await world.add('m-1', [entry('e', [1, 0.1, 0]), entry('c', [1, 0.2, 0])]);
      await world.remove('m-1', 'b');
      expect((await find(world, [1, 0, 0])).ids).toEqual(['a', 'e', 'c', 'd']);
    });

    it('searches the version that was live when the index was requested, also after another version goes live', async () => {
      const world = await shopWorld();
      await world.add('m-2', [entry('a', [0, 0, 1]), entry('c', [1, 0, 0])]);
      const before = (await world.search.live())!;
      await world.goLive('m-2');
      const after = (await world.search.live())!;
      expect([before.modelVersion, after.modelVersion]).toEqual(['m-1', 'm-2']);
      const query = Float32Array.of(1, 0, 0);
      const ids = async (space: typeof before) => (await space.search(query, { k: 9 })).neighbours.map(({ id }) => id);
      expect(await ids(before)).toEqual(['a', 'b', 'c', 'd']);
      expect(await ids(after)).toEqual(['c', 'a']);
    });

    it('returns the same as a sort of all cosines', async () => {
      const component = fc.integer({ min: -5, max: 5 });
      const vector = fc.tuple(component, component, component).filter((one) => one.some((x) => x !== 0));
      await fc.assert(
        fc.asyncProperty(
          fc.array(vector, { minLength: 1, maxLength: 20 }),
          vector,
          fc.nat(9),
          async (rows, query, k) => {
            const world = await makeWorld();
            const id = (i: number) => `p${String(i).padStart(2, '0')}`;
            await world.add(
              'm-1',
              rows.map((row, i) => entry(id(i), row)),
            );
            await world.goLive('m-1');
            const { neighbours } = await find(world, query, { k: k + 1 });
            const cosines = rows.map((row) => cosine(query, row));
            const best = cosines.toSorted((x, y) => y - x).slice(0, k + 1);
            expect(neighbours).toHaveLength(best.length);
            neighbours.forEach((one, i) => {
              expect(one.score).toBeCloseTo(best[i]!, 5);
              expect(one.score).toBeCloseTo(cosines[Number(one.id.slice(1))]!, 5);
            });
          },
        ),
        { numRuns: 15 },
      );
    });
  });
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, one, i) => sum + one * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
