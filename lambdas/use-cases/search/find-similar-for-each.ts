import { IndexReplaced } from '../../ports/similar-search.ts';
import { limitConcurrency } from '../../shared/concurrency.ts';
import { CONCURRENT_READS } from '../catalog/read-products.ts';
import { type FindSimilarPorts, findInOneIndex } from './find-similar.ts';
import { SearchTogether } from './search-together.ts';
import type { SimilarProducts, SimilarQuery } from './similar-query.ts';

/**
 * Finds products for each of several queries, which are searched together. A query that cannot be answered costs no other
 * its answer. If the index is replaced meanwhile, all are searched once more: the answers are of one version.
 * @returns the answer to each query, or what `findSimilar` throws for it, in order
 */
export async function findSimilarForEach(
  ports: FindSimilarPorts,
  queries: readonly SimilarQuery[],
): Promise<PromiseSettledResult<SimilarProducts>[]> {
  const found = await findTogether(ports, queries);
  return found.some(isReplaced) ? findTogether(ports, queries) : found;
}

function isReplaced(one: PromiseSettledResult<unknown>): boolean {
  return one.status === 'rejected' && one.reason instanceof IndexReplaced;
}

function findTogether(
  ports: FindSimilarPorts,
  queries: readonly SimilarQuery[],
): Promise<PromiseSettledResult<SimilarProducts>[]> {
  const search = new SearchTogether(ports.search);
  const together = { ...readTogether(ports), search };
  return search.run(queries.map((query) => () => findInOneIndex(together, query)));
}

/** Reads each product once, and at most 32 products and vectors at a time. */
function readTogether(ports: FindSimilarPorts): FindSimilarPorts {
  const { products, vectors } = ports;
  const limit = limitConcurrency(CONCURRENT_READS);
  const read = new Map<string, ReturnType<typeof products.get>>();
  const getOnce = (id: string) => {
    const known = read.get(id) ?? limit(() => products.get(id));
    read.set(id, known);
    return known;
  };
  return {
    ...ports,
    products: { get: getOnce },
    vectors: {
      get: (id, version) => limit(() => vectors.get(id, version)),
      whyNotEmbeddable: (id, version) => limit(() => vectors.whyNotEmbeddable(id, version)),
    },
  };
}
