import type { Product } from '../catalog/product.ts';
import { type ShownProduct, showProduct } from './shown-product.ts';

/** Queries that are listed. */
const MAX_QUERIES = 10;
/** Products that are listed of what was expected, and of what came. */
const MAX_PRODUCTS = 5;

/** A query that a model answers badly: what was expected, and what came instead. */
export interface WorstQuery {
  readonly query: ShownProduct;
  /** The slice that the row names. */
  readonly slice: string;
  /** ndcg@10, in [0, 1]. */
  readonly ndcg: number;
  /** Number of relevant products. */
  readonly relevant: number;
  /** The first five of them. */
  readonly expected: readonly ShownProduct[];
  /** The first five products of the answer. */
  readonly came: readonly (ShownProduct & { readonly isRelevant: boolean })[];
}

/** Judged rows, as far as the worst of them are found. */
interface JudgedQueries {
  readonly rows: readonly { readonly query: number; readonly relevant: ReadonlySet<number>; readonly slice: string }[];
  /** (rows) */
  readonly ndcg: Float64Array;
  /** (rows, listLength): rows of the catalog, negative where the list ends. */
  readonly top: Int32Array;
  readonly listLength: number;
}

/**
 * Finds the ten distinct queries with the lowest ndcg@10. Of equal ones those come first that have more relevant
 * products, because more was missed; then those that come first among the rows.
 */
export function findWorstQueries(
  { rows, ndcg, top, listLength }: JudgedQueries,
  catalog: readonly Product[],
): WorstQuery[] {
  const order = [...rows.keys()].sort(
    (p, q) => ndcg[p]! - ndcg[q]! || rows[q]!.relevant.size - rows[p]!.relevant.size || p - q,
  );
  const worst = new Map<number, number>();
  for (const row of order) {
    if (worst.size === MAX_QUERIES || ndcg[row] === 1) break;
    if (!worst.has(rows[row]!.query)) worst.set(rows[row]!.query, row);
  }
  const show = (product: number) => showProduct(catalog[product]!);
  return [...worst].map(([query, row]) => {
    const { relevant, slice } = rows[row]!;
    const answer = top.subarray(row * listLength, (row + 1) * listLength).filter((product) => product >= 0);
    return {
      query: show(query),
      slice,
      ndcg: ndcg[row]!,
      relevant: relevant.size,
      expected: [...relevant].slice(0, MAX_PRODUCTS).map(show),
      came: Array.from(answer.subarray(0, MAX_PRODUCTS), (product) => ({
        ...show(product),
        isRelevant: relevant.has(product),
      })),
    };
  });
}
