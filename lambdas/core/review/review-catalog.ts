import type { Product } from '../catalog/product.ts';
import { CounterRandom } from '../numerics/random.ts';
import type { Reals } from '../numerics/reals.ts';
import { type NeighbourRow, UnitVectors } from './neighbour-lists.ts';
import { type ScoredProduct, type ShownProduct, showProduct } from './shown-product.ts';

/** Products with scores from here on are near-duplicates: variants of one product, or entered twice. */
export const NEAR_DUPLICATE_SCORE = 0.98;
/** A product whose best neighbour has a lower score is an orphan: nothing in the catalog is like it. */
export const ORPHAN_SCORE = 0.3;
/** The length of the neighbour lists that are reviewed, as shops show them. */
export const LIST_LENGTH = 10;

/** Products that are shown with their neighbours. */
const EXAMPLES = 10;
const EXAMPLE_NEIGHBOURS = 5;
/** Limit of each list of findings. */
const MAX_LISTED = 20;
/** Limit of products times products times numbers per vector. That is about four seconds on one core. */
const MAX_PRODUCTS_SCANNED = 4e9;

/** How a model sees its catalog. Plain JSON, of bounded size. */
export interface CatalogReview {
  /** Products of the catalog that have a vector. */
  readonly embedded: number;
  /** Products whose neighbours were found: all, or of a large catalog a sample drawn by the seed. */
  readonly reviewed: number;
  /** Ten of them, drawn by the seed, each with its five nearest neighbours. */
  readonly examples: readonly { readonly product: ShownProduct; readonly neighbours: readonly ScoredProduct[] }[];
  /** Pairs of a reviewed product and one of its ten nearest neighbours with a score of at least .98. */
  readonly nearDuplicates: {
    readonly pairs: number;
    /** The first twenty by falling score. */
    readonly first: readonly { readonly a: ShownProduct; readonly b: ShownProduct; readonly score: number }[];
  };
  /** Reviewed products whose nearest neighbour has a score under .3. */
  readonly orphans: {
    readonly products: number;
    /** The first twenty by rising score, each with its nearest neighbour. */
    readonly first: readonly { readonly product: ShownProduct; readonly nearest: ScoredProduct }[];
  };
  /** Products that are among the ten nearest neighbours of no product; null if not all products were reviewed. */
  readonly inNoList: { readonly products: number; readonly first: readonly ShownProduct[] } | null;
}

/** A catalog and its vectors under a model. */
export interface ReviewedCatalog {
  readonly catalog: readonly Product[];
  /** (products, D), in the order of the catalog. */
  readonly vectors: Reals;
  readonly D: number;
}

interface Lists {
  readonly row: number;
  readonly neighbours: readonly NeighbourRow[];
}

/**
 * Finds out how a model sees its catalog: examples for people, near-duplicates, and products that are like no other.
 * @param seed Draws the examples, and the sample of a large catalog. The same input gives the same review.
 */
export function reviewCatalog({ catalog, vectors, D }: ReviewedCatalog, seed: number): CatalogReview {
  const units = new UnitVectors(vectors, D);
  const drawn = units.rows.slice();
  new CounterRandom(seed, 'reviewed products').shuffle(drawn);
  const affordable = Math.floor(MAX_PRODUCTS_SCANNED / Math.max(1, catalog.length * D));
  const rows = drawn.subarray(0, Math.max(EXAMPLES, affordable));
  const lists = [...units.neighboursOf(rows, LIST_LENGTH)];
  const show = (row: number) => showProduct(catalog[row]!);
  const showScored = ({ row, score }: NeighbourRow): ScoredProduct => ({ ...show(row), score });
  const isWhole = rows.length === units.rows.length;
  return {
    embedded: units.rows.length,
    reviewed: rows.length,
    examples: lists.slice(0, EXAMPLES).map(({ row, neighbours }) => ({
      product: show(row),
      neighbours: neighbours.slice(0, EXAMPLE_NEIGHBOURS).map(showScored),
    })),
    nearDuplicates: listNearDuplicates(lists, show),
    orphans: listOrphans(lists, show, showScored),
    inNoList: isWhole ? listUnlisted(lists, show) : null,
  };
}

function listNearDuplicates(lists: readonly Lists[], show: (row: number) => ShownProduct) {
  const pairs = new Map<string, { a: number; b: number; score: number }>();
  for (const { row, neighbours } of lists) {
    for (const { row: other, score } of neighbours) {
      if (score < NEAR_DUPLICATE_SCORE) break;
      const [a, b] = row < other ? [row, other] : [other, row];
      pairs.set(`${a} ${b}`, { a, b, score });
    }
  }
  const first = [...pairs.values()].sort((p, q) => q.score - p.score || p.a - q.a || p.b - q.b).slice(0, MAX_LISTED);
  return { pairs: pairs.size, first: first.map(({ a, b, score }) => ({ a: show(a), b: show(b), score })) };
}

function listOrphans(
  lists: readonly Lists[],
  show: (row: number) => ShownProduct,
  showScored: (neighbour: NeighbourRow) => ScoredProduct,
) {
  const found = lists.flatMap(({ row, neighbours: [nearest] }) =>
    nearest !== undefined && nearest.score < ORPHAN_SCORE ? [{ row, nearest }] : [],
  );
  const first = found.sort((p, q) => p.nearest.score - q.nearest.score || p.row - q.row).slice(0, MAX_LISTED);
  return {
    products: found.length,
    first: first.map(({ row, nearest }) => ({ product: show(row), nearest: showScored(nearest) })),
  };
}

/** In the order of the catalog. */
function listUnlisted(lists: readonly Lists[], show: (row: number) => ShownProduct) {
  const listed = new Set(lists.flatMap(({ neighbours }) => neighbours.map(({ row }) => row)));
  const found = lists.map(({ row }) => row).filter((row) => !listed.has(row));
  return {
    products: found.length,
    first: found
      .sort((a, b) => a - b)
      .slice(0, MAX_LISTED)
      .map(show),
  };
}
