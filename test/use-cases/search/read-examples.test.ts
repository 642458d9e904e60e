import { describe, expect, it } from 'vitest';
import type { ServedIndex, SimilarSearch } from '../../../lambdas/ports/similar-search.ts';
import { MemoryProductStore } from '../../../lambdas/stores/memory/product-store.ts';
import { MemoryVectorStore } from '../../../lambdas/stores/memory/vector-store.ts';
import { readExamples } from '../../../lambdas/use-cases/search/read-examples.ts';
import { productOf, storedProductOf, storedVectorOf, testStart } from '../../support/core/factories.ts';
import { noEmbedder } from '../../support/worlds/no-embedder.ts';

/** An index without vectors in memory, as that of AWS: examples are read from the store. */
const indexOf = (modelVersion: string) => ({ modelVersion, D: 2, vectorOf: () => undefined }) as unknown as ServedIndex;

describe('readExamples', () => {
  it('reads an example again if another version went live meanwhile: vectors of two versions never meet', async () => {
    const [products, vectors] = [new MemoryProductStore(), new MemoryVectorStore()];
    await products.put(storedProductOf(productOf('a')));
    await vectors.putMany([storedVectorOf('a', 'm-1', [1, 0])], { updatedAt: testStart });
    await vectors.putMany([storedVectorOf('a', 'm-2', [0, 1])], { updatedAt: testStart });
    const live = ['m-1', 'm-2'];
    const search = {
      live: async () => indexOf(live.length > 1 ? live.shift()! : live[0]!),
    } as unknown as SimilarSearch;
    const read = await readExamples(
      { products, vectors, search, embedder: noEmbedder },
      { positive: [{ id: 'a', weight: 1 }], negative: [] },
    );
    expect(read.live.modelVersion).toBe('m-2');
    expect(read.examples.positive.map(({ vector }) => [...vector])).toEqual([[0, 1]]);
  });
});
