import { CounterRandom } from '../../numerics/random.ts';
import { isSeen } from './new-rows.ts';
import { BASE_BYTES, estimateProductBytes, estimateRowBytes, estimateRunBytes } from './run-memory.ts';
import { NO_NEGATIVE, type PairRow, type ProductGroup, type TrainingSet } from './training-set.ts';

/** The memory that a run must fit into. */
export interface MemoryBudget {
  readonly maxBytes: number;
  /** D: numbers in an embedding. */
  readonly dim: number;
  readonly seed: number;
}

/**
 * The share of memory for random products, with or without training rows: products without sales must be embedded as
 * well.
 */
const SHARE_FOR_ANY = 0.25;

/**
 * After so many rows that do not fit, the memory counts as full. A single misfit may be a basket of 10,000 products.
 */
const MAX_MISFITS = 10;

/**
 * Returns the set, or a random subsample whose run takes at most `maxBytes`. The encoder reads the content of products,
 * so a model trained on a subsample can embed the whole catalog.
 * - A quarter of the memory is for random products, with or without rows; the rest is for whole rows with their
 *   products.
 * - Rows that the starting model was trained on come last. Memory that no row needs is filled with more products.
 * - The draw depends on the seed and on the content of a row or id, not on its position. When the data grows, most of
 *   the subsample stays the same.
 */
export function subsampleTrainingSet(set: TrainingSet, budget: MemoryBudget): TrainingSet {
  if (estimateRunBytes(set, budget.dim) <= budget.maxBytes) return set;
  const builder = new SubsampleBuilder(set, budget);
  const catalog = shuffleByContent(
    Array.from({ length: set.catalogSize }, (_, row) => row),
    (row) => set.products[row]!.id,
    budget.seed,
  );
  const left = builder.addProducts(catalog, SHARE_FOR_ANY);
  const contentOf = (row: Row) => JSON.stringify(listMentions(row).map((one) => set.products[one]!.id));
  const rows = shuffleByContent([...set.pairs, ...set.groups], contentOf, budget.seed);
  // New rows come before rows that the starting model has learned.
  const hasSpace = builder.addRows(rows.filter((row) => !isSeen(row)));
  if (hasSpace) builder.addRows(rows.filter(isSeen));
  builder.addProducts(left, 1);
  return builder.build();
}

type Row = PairRow | ProductGroup;

/** Shuffles by a random number per item that depends only on the seed and the item's content. */
function shuffleByContent<Of>(all: readonly Of[], contentOf: (one: Of) => string, seed: number): Of[] {
  const draws = all.map((one) => ({ one, draw: new CounterRandom(seed, `part ${contentOf(one)}`).uniform() }));
  return draws.sort((a, b) => a.draw - b.draw).map(({ one }) => one);
}

/** The products of a row. */
function listMentions(row: Row): readonly number[] {
  if ('items' in row) return Array.from(row.items);
  const { anchor, positive, negative } = row;
  return negative === NO_NEGATIVE ? [anchor, positive] : [anchor, positive, negative];
}

/** Collects products and rows within the memory budget. */
class SubsampleBuilder {
  readonly #set: TrainingSet;
  readonly #budget: MemoryBudget;
  readonly #products = new Set<number>();
  readonly #rows = new Set<Row>();
  #bytes = BASE_BYTES;

  constructor(set: TrainingSet, budget: MemoryBudget) {
    this.#set = set;
    this.#budget = budget;
  }

  /** Adds as many products as fit into a share of the memory. @returns the others */
  addProducts(rows: readonly number[], share: number): readonly number[] {
    const maxBytes = BASE_BYTES + share * (this.#budget.maxBytes - BASE_BYTES);
    const full = rows.findIndex((row) => !this.#add([row], 0, maxBytes));
    return full < 0 ? [] : rows.slice(full);
  }

  /** Adds the rows that fit, with their products. @returns whether more rows may fit */
  addRows(rows: readonly Row[]): boolean {
    let misfits = 0;
    for (const row of rows) {
      const mentions = listMentions(row);
      if (this.#add(mentions, estimateRowBytes(mentions.length), this.#budget.maxBytes)) this.#rows.add(row);
      else if (++misfits > MAX_MISFITS) return false;
    }
    return true;
  }

  /** Builds the subsample, in the order of the set. */
  build(): TrainingSet {
    const kept = [...this.#products].sort((a, b) => a - b);
    const places = new Map(kept.map((row, place) => [row, place]));
    const placeOf = (row: number) => (row === NO_NEGATIVE ? NO_NEGATIVE : places.get(row)!);
    const { products, catalogSize, pairs, groups } = this.#set;
    return {
      ...this.#set,
      products: kept.map((row) => products[row]!),
      catalogSize: kept.filter((row) => row < catalogSize).length,
      pairs: pairs
        .filter((row) => this.#rows.has(row))
        .map(({ anchor, positive, negative, ...of }) => {
          return { anchor: placeOf(anchor), positive: placeOf(positive), negative: placeOf(negative), ...of };
        }),
      groups: groups
        .filter((row) => this.#rows.has(row))
        .map(({ items, ...of }) => ({ items: items.map(placeOf), ...of })),
    };
  }

  /** Adds products and `more` bytes. @returns false if they do not fit */
  #add(products: readonly number[], more: number, maxBytes: number): boolean {
    const added = [...new Set(products)].filter((row) => !this.#products.has(row));
    const bytes = added.reduce(
      (sum, row) => sum + estimateProductBytes(this.#set.products[row]!, this.#budget.dim),
      more,
    );
    if (this.#bytes + bytes > maxBytes) return false;
    this.#bytes += bytes;
    for (const row of added) this.#products.add(row);
    return true;
  }
}
