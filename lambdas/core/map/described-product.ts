import { listCategoryPaths } from '../catalog/category-paths.ts';
import type { Product } from '../catalog/product.ts';

/** A longer title is cut on the map: its names have to fit into one answer. */
const MAX_TITLE_CHARACTERS = 120;
/** Categories of fewer different values do not tell products apart: the map then looks one step deeper. */
const MIN_CATEGORIES = 8;

/** What the map shows of a product. */
export interface DescribedProduct {
  readonly id: string;
  /** At most 120 characters; empty if the product has none. */
  readonly title: string;
  readonly brand?: string | undefined;
  /** The first category path, from the widest step on; empty if the product has none. */
  readonly path: readonly string[];
  readonly price?: number | undefined;
}

/** Reads of a product what the map shows. */
export function describeProduct({ id, title = '', brand, category, price }: Product): DescribedProduct {
  const path = listCategoryPaths(category)[0] ?? [];
  return { id, title: cutTitle(title), brand: brand === '' ? undefined : brand, path, price };
}

/**
 * The categories that products are coloured by: the first steps of their paths, as many as it takes to have 8 different
 * values, or to have the most.
 */
export function listCategories(products: readonly DescribedProduct[]): (string | undefined)[] {
  const deepest = products.reduce((most, { path }) => Math.max(most, path.length), 1);
  let depth = 1;
  while (depth < deepest && new Set(products.map(({ path }) => categoryAt(path, depth))).size < MIN_CATEGORIES) {
    depth += 1;
  }
  return products.map(({ path }) => categoryAt(path, depth));
}

function categoryAt(path: readonly string[], depth: number): string | undefined {
  return path.length === 0 ? undefined : path.slice(0, depth).join(' > ');
}

function cutTitle(title: string): string {
  if (title.length <= MAX_TITLE_CHARACTERS) return title;
  // A cut within a pair of surrogates would leave half a character.
  return `${title.slice(0, MAX_TITLE_CHARACTERS - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
