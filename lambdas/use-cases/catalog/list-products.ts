import { resolveNames } from '../../core/search/bare-names.ts';
import { findFilterFaults, findMisspelledFields } from '../../core/search/check-filter.ts';
import { CountedFields } from '../../core/search/field-catalog.ts';
import { compileFilter, type Filter } from '../../core/search/filter.ts';
import { readFilterFields } from '../../core/search/product-fields.ts';
import type { CatalogPages, CatalogPlace, StoredProduct } from '../../ports/product-store.ts';
import { invalidRequestParts } from '../common/use-case-error.ts';
import { readProductCursor, writeProductCursor } from './product-cursor.ts';

export interface ListProductsRequest {
  /** At least 1. */
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
  /** @default all products */
  readonly filter?: Filter | undefined;
}

export interface ListedProducts {
  readonly products: readonly StoredProduct[];
  /** Undefined on the last page. */
  readonly nextCursor: string | undefined;
}

/** Records that one read of the store takes with a filter. The store also counts those that are no products. */
const FILTERED_RECORDS = 500;
/** Without a filter: records for each wanted product, which has a vector or two, and the least of a read. */
const RECORDS_PER_PRODUCT = 3;
const LEAST_RECORDS = 50;
/** A page ends after so many reads, although it may have fewer products than wanted: a filter may meet few of millions. */
const MAX_READS = 20;
/** A page ends before its products have more bytes as JSON: an answer of a function has at most 6 MB. */
const MAX_BYTES = 2_000_000;

/**
 * Lists the products that meet a filter, in the order of the store. A page may be shorter than wanted, or empty, before
 * the last one. A product that is written meanwhile may be missed.
 * @throws UseCaseError `invalid-request` for a filter that can meet nothing, `invalid-cursor`
 */
export async function listProducts(
  { products }: { readonly products: CatalogPages },
  { limit, cursor, filter: given }: ListProductsRequest,
): Promise<ListedProducts> {
  const filter = given && resolveNames(given);
  refuse(filter ? findFilterFaults(filter) : []);
  const page = new ProductPage(limit, filter);
  const records = filter ? FILTERED_RECORDS : Math.max(LEAST_RECORDS, RECORDS_PER_PRODUCT * limit);
  let after = cursor === undefined ? undefined : readProductCursor(cursor, filter);
  for (let reads = 0; reads < MAX_READS && !page.isFull; reads++) {
    const { products: read, end } = await products.scanPage(records, after);
    const last = page.add(read);
    if (last === undefined && end === undefined) {
      if (given && cursor === undefined && page.products.length === 0)
        refuse(findMisspelledFields(resolveNames(given, page.seen), page.seen));
      return { products: page.products, nextCursor: undefined };
    }
    after = last ?? end;
  }
  return { products: page.products, nextCursor: after && writeProductCursor(after, filter) };
}

function refuse(details: readonly string[]): void {
  if (details.length === 0) return;
  throw invalidRequestParts(details.map((detail) => ({ path: [], parameter: 'filter', code: 'wrong-value', detail })));
}

/** The page that is being filled. */
class ProductPage {
  readonly products: StoredProduct[] = [];
  /** The fields of all products that were read. */
  readonly seen = new CountedFields();
  readonly #limit: number;
  readonly #meets: ReturnType<typeof compileFilter>;
  #bytes = 0;
  #isFull = false;

  constructor(limit: number, filter: Filter | undefined) {
    this.#limit = limit;
    this.#meets = filter ? compileFilter(filter) : () => true;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** @returns the place of the last product that the page has, if products that meet the filter are left over. */
  add(read: readonly StoredProduct[]): CatalogPlace | undefined {
    for (const stored of read) {
      const fields = readFilterFields(stored.product);
      this.seen.count(fields, 1);
      if (!this.#meets(fields)) continue;
      const bytes = this.#bytes + Buffer.byteLength(JSON.stringify(stored.product));
      const last = this.products.at(-1);
      if (last && (this.products.length === this.#limit || bytes > MAX_BYTES)) {
        this.#isFull = true;
        return { id: last.product.id };
      }
      this.products.push(stored);
      this.#bytes = bytes;
    }
    return undefined;
  }
}
