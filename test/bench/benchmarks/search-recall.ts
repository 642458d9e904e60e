import { dot } from '../../../lambdas/core/kernels/matmul.ts';
import { simdKernels } from '../../../lambdas/core/kernels/simd/simd-kernels.ts';
import { CounterRandom } from '../../../lambdas/core/random.ts';
import { searchExactForEach } from '../../../lambdas/core/search/search-exact.ts';
import type { SearchSpace } from '../../../lambdas/core/search/search-space.ts';
import type { Benchmark } from '../benchmark.ts';
import { nearlyNormal, syntheticId, syntheticSpace } from '../synthetic-space.ts';

const PRODUCTS = 100_000;
const D = 64;
const K = 10;
const QUERIES = 10_000;
const BLOCK = 64;
/** Taken from the float32 products of matrices, and then ordered by sums in float64: their roundings are far below the gaps between so many. */
const SHORTLIST = 20;

/** The share of the true ten nearest that the search finds, by id: every product is scored for each of 10,000 queries. */
export const searchRecall: Benchmark = {
  name: 'search-recall',
  cases: ['search-recall'],
  hasModes: false,
  hasPeer: false,
  async *measure() {
    const { space } = await syntheticSpace(PRODUCTS, D, true);
    const truth = new BruteForce(space);
    const random = new CounterRandom(1, 'queries');
    let found = 0;
    for (let first = 0; first < QUERIES; first += BLOCK) {
      const count = Math.min(BLOCK, QUERIES - first);
      const queries = Array.from({ length: count }, () => Float32Array.from({ length: D }, () => nearlyNormal(random)));
      const nearest = truth.nearest(queries);
      searchExactForEach(space, queries, { k: K }).forEach((neighbours, i) => {
        found += neighbours.filter(({ id }) => nearest[i]!.has(id)).length;
      });
    }
    space.close();
    const config = { products: PRODUCTS, D, k: K, queries: QUERIES };
    yield { name: 'search-recall', unit: 'recall@10', value: found / (QUERIES * K), config };
  },
};

/** Scores every product by a product of matrices. */
class BruteForce {
  readonly #kernels = simdKernels('strict');
  readonly #vectors = this.#kernels.reals(PRODUCTS * D);
  readonly #queries = this.#kernels.reals(BLOCK * D);
  readonly #scores = this.#kernels.reals(BLOCK * PRODUCTS);

  constructor(space: SearchSpace) {
    for (let i = 0; i < PRODUCTS; i++) this.#vectors.set(space.get(syntheticId(i))!, i * D);
  }

  nearest(queries: readonly Float32Array[]): Set<string>[] {
    queries.forEach((query, i) => {
      this.#queries.set(query, i * D);
    });
    this.#kernels.multiplyTransposed(this.#queries, this.#vectors, this.#scores, queries.length, PRODUCTS, D);
    return queries.map((query, i) => {
      const exact = (row: number) => dot(query, 0, this.#vectors, row * D, D);
      const rows = this.#shortlist(i).sort((a, b) => exact(b) - exact(a));
      return new Set(rows.slice(0, K).map(syntheticId));
    });
  }

  /** The rows of the greatest scores of a query. */
  #shortlist(query: number): number[] {
    const rows: number[] = [];
    const scoreOf = (row: number) => this.#scores[query * PRODUCTS + row]!;
    let bar = -Infinity;
    for (let row = 0; row < PRODUCTS; row++) {
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
