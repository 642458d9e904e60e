import { searchEach } from '../../../lambdas/core/search/queries/search-each.ts';
import { searchExact } from '../../../lambdas/core/search/search-exact.ts';
import type { Benchmark } from '../benchmark.ts';
import { milliseconds, timed } from '../measure.ts';
import { syntheticSpace } from '../synthetic-space.ts';

const sizes = [
  [100_000, 64],
  [100_000, 128],
  [500_000, 128],
] as const;
const k = 10;

const one = (size: readonly number[]) => `search-${size.join('x')}`;
const batch = (size: readonly number[]) => `search-batch64-${size.join('x')}`;

/** One exact search, and 64 at once, in a packed space whose float32 vectors are in memory; milliseconds a query. */
export const search: Benchmark = {
  name: 'search',
  cases: sizes.flatMap((size) => [one(size), batch(size)]),
  hasModes: false,
  hasPeer: true,
  async *measure({ seconds, wants }) {
    for (const size of sizes.filter((wanted) => wants(one(wanted)) || wants(batch(wanted)))) {
      const [count, D] = size;
      const { space, queries } = await syntheticSpace(count, D, true);
      let next = 0;
      const searchOne = () => searchExact(space, queries[next++ % queries.length]!, { k });
      const config = { k, queries: 1 };
      if (wants(one(size))) yield { name: one(size), unit: 'ms', ...milliseconds(timed(searchOne, seconds)), config };
      if (wants(batch(size))) {
        const searches = queries.map((query) => ({ query, options: { k } }));
        const timing = timed(() => searchEach(space, searches), seconds);
        yield { name: batch(size), unit: 'ms', ...milliseconds(timing, queries.length), config: { k, queries: 64 } };
      }
      space.close();
    }
  },
};
