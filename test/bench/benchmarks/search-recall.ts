import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { dot } from '../../../lambdas/core/numerics/matmul.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { searchEach } from '../../../lambdas/core/search/queries/search-each.ts';
import type { SearchIndex } from '../../../lambdas/core/search/search-index.ts';
import type { Benchmark } from '../benchmark.ts';
import { nearlyNormal, syntheticId, syntheticSpace } from '../synthetic-space.ts';

const sizes = [
  [100_000, 64],
  [100_000, 128],
  [500_000, 128],
] as const;
const K = 10;
const QUERIES = 10_000;
const BLOCK = 64;
/** Taken from the float32 products of matrices, and then ordered by sums in float64: their roundings are far below the gaps between so many. */
const SHORTLIST = 20;

const nameOf = (size: readonly number[]) => `search-recall-${size.join('x')}`;

/**
 * The share of the true ten nearest that the search finds, by id: every product is scored for each of 10,000 queries. Of products with one
 * score the one of the smaller id is the nearer, for both. Takes a minute on an idle machine.
 */
export const searchRecall: Benchmark = {
  name: 'search-recall',
  cases: sizes.map(nameOf),
  hasModes: false,
  hasPeer: false,
  async *measure({ wants }) {
    for (const size of sizes.filter((one) => wants(nameOf(one)))) {
      const [products, D] = size;
      const config = { products, D, k: K, queries: QUERIES };
      yield { name: nameOf(size), unit: 'recall@10', value: await recallOf(products, D), config };
    }
  },
};

async function recallOf(products: number, D: number): Promise<number> {
  const { space } = await syntheticSpace(products, D, true);
  const truth = new BruteForce(space, products);
  const random = new CounterRandom(1, 'queries');
  let found = 0;
  for (let first = 0; first < QUERIES; first += BLOCK) {
    const count = Math.min(BLOCK, QUERIES - first);
    const queries = Array.from({ length: count }, () => Float32Array.from({ length: D }, () => nearlyNormal(random)));
    const nearest = truth.nearest(queries);
    const searches = queries.map((query) => ({ query, options: { k: K } }));
    searchEach(space, searches).forEach(({ neighbours }, i) => {
      found += neighbours.filter(({ id }) => nearest[i]!.has(id)).length;
    });
  }
  space.close();
  return found / (QUERIES * K);
}

/** Scores every product by a product of matrices. */
class BruteForce {
  readonly #kernels = simdKernels('strict');
  readonly #products: number;
  readonly #D: number;
  readonly #vectors: Float32Array;
  readonly #queries: Float32Array;
  readonly #scores: Float32Array;

  constructor(space: SearchIndex, products: number) {
    const { D } = space;
    [this.#products, this.#D] = [products, D];
    [this.#vectors, this.#queries, this.#scores] = [products * D, BLOCK * D, BLOCK * products].map((length) =>
      this.#kernels.reals(length),
    ) as [Float32Array, Float32Array, Float32Array];
    for (let i = 0; i < products; i++) this.#vectors.set(space.get(syntheticId(i))!, i * D);
  }

  nearest(queries: readonly Float32Array[]): Set<string>[] {
    const D = this.#D;
    queries.forEach((query, i) => {
      this.#queries.set(query, i * D);
    });
    this.#kernels.multiplyTransposed(this.#queries, this.#vectors, this.#scores, queries.length, this.#products, D);
    return queries.map((query, i) => {
      const exact = (row: number) => dot(query, 0, this.#vectors, row * D, D);
      // The ids stand in the order of the rows.
      const rows = this.#shortlist(i).sort((a, b) => exact(b) - exact(a) || a - b);
      return new Set(rows.slice(0, K).map(syntheticId));
    });
  }

  /** The rows of the greatest scores of a query. */
  #shortlist(query: number): number[] {
    const rows: number[] = [];
    const scores = this.#scores.subarray(query * this.#products, (query + 1) * this.#products);
    const scoreOf = (row: number) => scores[row]!;
    let bar = -Infinity;
    for (let row = 0; row < scores.length; row++) {
      const score = scoreOf(row);
      if (score <= bar) continue;
      let at = rows.length;
      while (at > 0 && score > scoreOf(rows[at - 1]!)) at -= 1;
      rows.splice(at, 0, row);
      if (rows.length > SHORTLIST) rows.pop();
      if (rows.length === SHORTLIST) bar = scoreOf(rows[SHORTLIST - 1]!);
    }
    return rows;
  }
}
