import type { Benchmark } from './benchmark.ts';
import { firstPublication } from './benchmarks/capacity/first-publication.ts';
import { sdkPutFloor } from './benchmarks/capacity/sdk-put-floor.ts';
import { startMemory } from './benchmarks/capacity/start-memory.ts';
import { tableUnits } from './benchmarks/capacity/table-units.ts';
import { catalogIngest } from './benchmarks/catalog-ingest.ts';
import { coldStart } from './benchmarks/cold-start.ts';
import { coldStartMillion } from './benchmarks/cold-start-million.ts';
import { consoleMap } from './benchmarks/console-map.ts';
import { infoNceDense, tripletDense } from './benchmarks/dense.ts';
import { embed } from './benchmarks/embed.ts';
import { filters } from './benchmarks/filters.ts';
import { givenVectors } from './benchmarks/given-vectors.ts';
import { httpSimilar } from './benchmarks/http-similar.ts';
import { products } from './benchmarks/products.ts';
import { productsBatch } from './benchmarks/products-batch.ts';
import { promotionLoad } from './benchmarks/promotion-load.ts';
import { publish } from './benchmarks/publish.ts';
import { scale } from './benchmarks/scale.ts';
import { search } from './benchmarks/search.ts';
import { searchRecall } from './benchmarks/search-recall.ts';
import { seedStep } from './benchmarks/seed-step.ts';
import { semiHard } from './benchmarks/semi-hard.ts';
import { similarBatch } from './benchmarks/similar-batch.ts';
import { infoNceSparse } from './benchmarks/sparse.ts';
import { tableRows } from './benchmarks/table-rows.ts';
import { threads } from './benchmarks/threads.ts';
import { userVector } from './benchmarks/user-vector.ts';

/** Every benchmark, in the order in which they run. */
export const allBenchmarks: readonly Benchmark[] = [
  products,
  tableRows,
  search,
  searchRecall,
  filters,
  scale,
  embed,
  catalogIngest,
  publish,
  httpSimilar,
  similarBatch,
  productsBatch,
  coldStart,
  coldStartMillion,
  promotionLoad,
  tableUnits,
  sdkPutFloor,
  firstPublication,
  startMemory,
  consoleMap,
  seedStep,
  tripletDense,
  infoNceDense,
  infoNceSparse,
  semiHard,
  threads,
  userVector,
  givenVectors,
];

/** The benchmarks that a list of names asks for, by their own or by a case's name; all for none. */
export function selected(
  names: readonly string[],
  benchmarks: readonly Benchmark[] = allBenchmarks,
): readonly Benchmark[] {
  const unknown = names.find((name) => !benchmarks.some((one) => wantsAny(one, [name])));
  if (unknown !== undefined) {
    const known = benchmarks.map(({ name }) => name).join(', ');
    throw new RangeError(`bench: ${unknown} is no benchmark and no case of one, expected any of ${known}`);
  }
  return names.length === 0 ? benchmarks : benchmarks.filter((one) => wantsAny(one, names));
}

/** True for a case that a list of names asks for: by its own name or its benchmark's; for any where the list is empty. */
export function isWanted(benchmark: Benchmark, caseName: string, names: readonly string[]): boolean {
  return names.length === 0 || names.includes(benchmark.name) || names.includes(caseName);
}

function wantsAny(benchmark: Benchmark, names: readonly string[]): boolean {
  return names.includes(benchmark.name) || benchmark.cases.some((one) => names.includes(one));
}
