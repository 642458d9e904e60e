import type { Filter } from '../../../lambdas/core/search/filter.ts';
import { searchWithCount } from '../../../lambdas/core/search/search-exact.ts';
import type { Benchmark } from '../benchmark.ts';
import { milliseconds, timingOf } from '../measure.ts';
import { syntheticSpace } from '../synthetic-space.ts';

const PRODUCTS = 1_000_000;
const D = 64;
const K = 10;

/** Six conditions that most products meet, so that the scan has as much to do as without them. */
const conditions = (i: number): Filter[] => [
  { op: 'range', field: 'price', min: 1, max: 99 },
  { op: 'not', of: { op: 'in', field: 'brand', words: [`brand ${i % 500}`, `brand ${(i * 7) % 500}`] } },
  { op: 'in', field: 'category', words: ['shop'] },
  { op: 'not', of: { op: 'in', field: 'category', words: [`category ${i % 200}`] } },
  { op: 'exists', field: 'brand' },
  { op: 'not', of: { op: 'range', field: 'price', min: 50, below: 51 + (i % 40) / 100 } },
];

/**
 * One exact search among a million products: without conditions, with six that earlier searches had too, and with three of the
 * six for the first time. Milliseconds a search.
 */
export const filters: Benchmark = {
  name: 'filters',
  cases: ['filters-none', 'filters-six', 'filters-six-three-new'],
  hasModes: false,
  hasPeer: false,
  async *measure({ seconds, wants }) {
    const { space, queries } = await syntheticSpace(PRODUCTS, D, true);
    let next = 0;
    const search = (filter: Filter | undefined) => {
      searchWithCount(space, queries[next++ % queries.length]!, { k: K, filter });
    };
    const six: Filter = { op: 'and', of: conditions(0) };
    const cases: Readonly<Record<string, () => void>> = {
      'filters-none': () => search(undefined),
      'filters-six': () => search(six),
      'filters-six-three-new': () => search({ op: 'and', of: conditions(next + 1) }),
    };
    // In turn, so that other work of the machine costs each of them as much.
    const times = new Map(Object.keys(cases).map((name) => [name, [] as number[]]));
    const end = performance.now() + seconds * 1000 * times.size;
    for (let round = 0; round < 10 || performance.now() < end; round++) {
      for (const [name, call] of Object.entries(cases)) {
        const start = performance.now();
        call();
        if (round >= 5) times.get(name)!.push((performance.now() - start) / 1000);
      }
    }
    const config = { products: PRODUCTS, D, k: K };
    for (const [name, all] of times) {
      if (wants(name)) yield { name, unit: 'ms', ...milliseconds(timingOf(all)), config };
    }
    space.close();
  },
};
