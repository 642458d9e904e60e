import type { CatalogPages, CatalogPlace } from '../../ports/product-store.ts';
import type { SliceEnd, SliceTimer } from '../runs/run-steps.ts';
import type { CopiedVectors } from './copy-vectors.ts';
import type { RunningExport } from './running-export.ts';
import type { SourceCache } from './source-cache.ts';

/** How far the count is. Plain JSON: it is the result of a durable step. */
export interface CountedProducts {
  readonly products: number;
  /** Products without a vector in the copy. */
  readonly withoutVector: number;
  /** Where the next slice begins; absent at the beginning and at the end. */
  readonly end?: CatalogPlace;
}

const PAGE_PRODUCTS = 1000;

/** Counts the products of the catalog, and those that an export lacks because they have no vector. */
export async function countProducts(
  { products, sources }: { readonly products: CatalogPages; readonly sources: SourceCache },
  job: RunningExport,
  { chosen, others }: Pick<CopiedVectors, 'chosen' | 'others'>,
  before: CountedProducts = { products: 0, withoutVector: 0 },
  { isOver }: Pick<SliceTimer, 'isOver'>,
): Promise<SliceEnd<CountedProducts>> {
  const indexes = [await sources.open(job, chosen), await sources.open(job, others)];
  const hasVector = (id: string) => indexes.some((index) => index?.rowOf(id) !== undefined);
  let { end } = before;
  const counted = { products: before.products, withoutVector: before.withoutVector };
  do {
    const page = await products.scanPage(PAGE_PRODUCTS, end);
    for (const { product } of page.products) {
      counted.products += 1;
      if (!hasVector(product.id)) counted.withoutVector += 1;
    }
    end = page.end;
    await job.progress(counted);
  } while (end !== undefined && !isOver());
  return { state: { ...counted, ...(end && { end }) }, done: end === undefined };
}
