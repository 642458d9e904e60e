import type { Product } from '../../../lambdas/core/catalog/product.ts';
import { readCatalogText } from './read-text.ts';
import { csvText } from './table-text.ts';

/** Cells by the names of their columns. */
export type Row = Readonly<Record<string, string | number>>;

/** Reads rows as a table with all columns that any of them has. */
export function readRows(rows: readonly Row[], variants: 'merge' | 'each' = 'merge') {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return readCatalogText(csvText(columns, rows), { schema: { variants } });
}

/** Products by their ids. */
export function byId(products: readonly Product[]): Record<string, Product> {
  return Object.fromEntries(products.map((product) => [product.id, product]));
}
