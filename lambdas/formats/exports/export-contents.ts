import type { Product } from '../../core/catalog/product.ts';
import type { ProductNeighbours } from '../../core/search/queries/neighbours-of-all.ts';

/** What an export says of a product besides its vector. */
export type ProductLabels = { readonly [Name in 'title' | 'brand' | 'category']?: Product[Name] | undefined };

/** The vectors of a catalog under one version of a model, as exports read them. They may be read several times. */
export interface VectorTable {
  readonly modelVersion: string;
  /** Numbers in a vector. */
  readonly D: number;
  /** The product of each row (N). */
  readonly ids: readonly string[];
  /**
   * The vectors of all rows in their order, as blocks (rows, D). A block has at most `countBlockRows` rows, and is not
   * changed after it was given.
   */
  blocks(): Iterable<Float32Array> | AsyncIterable<Float32Array>;
  /** The labels of a row. Those that are not known are left out. */
  labelsOf(row: number): ProductLabels;
}

/** The neighbours of products, some products at a time. */
export type NeighbourLists = Iterable<readonly ProductNeighbours[]> | AsyncIterable<readonly ProductNeighbours[]>;

/** The numbers of a block: 1 MiB. An export holds few blocks in memory. */
const BLOCK_NUMBERS = 2 ** 18;

/** The most rows of a block of vectors with D numbers. */
export function countBlockRows(D: number): number {
  return Math.max(1, Math.floor(BLOCK_NUMBERS / D));
}

/** Rows of a table, next to each other. */
export interface TableRows {
  readonly ids: readonly string[];
  /** (ids.length, D). */
  readonly vectors: Float32Array;
}

/** The rows of a table, block by block. */
export async function* readRows(table: VectorTable): AsyncGenerator<TableRows, void, void> {
  let from = 0;
  for await (const vectors of table.blocks()) {
    const rows = vectors.length / table.D;
    yield { ids: table.ids.slice(from, from + rows), vectors };
    from += rows;
  }
}

/** The vector of one of the rows, as a view. */
export function vectorOf({ ids, vectors }: TableRows, row: number): Float32Array {
  const D = vectors.length / ids.length;
  return vectors.subarray(row * D, (row + 1) * D);
}
