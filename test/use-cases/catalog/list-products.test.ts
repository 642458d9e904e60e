import { describe, expect, it } from 'vitest';
import type { Product } from '../../../lambdas/core/catalog/product.ts';
import type { CatalogPages } from '../../../lambdas/ports/product-store.ts';
import { listProducts } from '../../../lambdas/use-cases/catalog/list-products.ts';
import { productOf, storedProductOf } from '../../support/core/factories.ts';

/** A store that reads so many products at a time, however many are wanted. */
function storeOf(products: readonly Product[], atOnce: number): CatalogPages & { reads: number } {
  return {
    reads: 0,
    async scanPage(_limit, after) {
      this.reads += 1;
      const start = after === undefined ? 0 : products.findIndex(({ id }) => id === after.id) + 1;
      const read = products.slice(start, start + atOnce);
      const isEnd = start + atOnce >= products.length;
      return { products: read.map((one) => storedProductOf(one)), ...(!isEnd && { end: { id: read.at(-1)!.id } }) };
    },
  };
}

async function readAll(store: CatalogPages, request: Omit<Parameters<typeof listProducts>[1], 'cursor'>) {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const { products, nextCursor } = await listProducts({ products: store }, { ...request, cursor });
    pages.push(products.map(({ product }) => product.id));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('listProducts', () => {
  it('ends a page after 20 reads that found nothing, and the next page continues there', async () => {
    const far = Array.from({ length: 25 }, (_, i) => productOf(`p${i}`, { brand: 'Rex' }));
    const store = storeOf([...far, productOf('last', { brand: 'Lux' })], 1);
    const filter = { op: 'in', field: 'brand', words: ['Lux'] } as const;
    const { products, nextCursor } = await listProducts({ products: store }, { limit: 5, filter });
    expect({ found: products.length, reads: store.reads }).toEqual({ found: 0, reads: 20 });
    expect(nextCursor).toBeDefined();
    expect(await readAll(store, { limit: 5, filter })).toEqual([[], ['last']]);
  });

  it('ends a page before an answer that is too large for a function, but gives each product', async () => {
    const large = Array.from({ length: 7 }, (_, i) => productOf(`p${i}`, { description: 'x'.repeat(700_000) }));
    const pages = await readAll(storeOf(large, 3), { limit: 100 });
    expect(pages).toEqual([['p0', 'p1'], ['p2', 'p3'], ['p4', 'p5'], ['p6']]);
    const huge = productOf('huge', { description: 'x'.repeat(3_000_000) });
    expect(await readAll(storeOf([huge, ...large.slice(0, 1)], 3), { limit: 100 })).toEqual([['huge'], ['p0']]);
  });

  it.each([1, 2, 3, 7])('gives each product once, %i at a time', async (limit) => {
    const ids = Array.from({ length: 11 }, (_, i) => `p${i}`);
    for (const atOnce of [1, 4, 20]) {
      const pages = await readAll(
        storeOf(
          ids.map((id) => productOf(id)),
          atOnce,
        ),
        { limit },
      );
      expect(pages.flat()).toEqual(ids);
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(limit);
    }
  });
});
