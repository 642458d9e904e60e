import type { Product } from '../../catalog/product.ts';
import type { ProductReference, TrainingRow } from '../../catalog/training-row.ts';

/** The value of a pair without a given negative. */
export const NO_NEGATIVE = -1;

/** Training rows in compact form. Products are referred to by their row in `products`. */
export interface TrainingSet {
  /** The catalog in the order of ids, then the products that only training rows contain. */
  readonly products: readonly Product[];
  /** N: the number of `products` that are the catalog. */
  readonly catalogSize: number;
  /** Rows of training data, pairs first and then groups. */
  readonly pairs: readonly PairRow[];
  readonly groups: readonly ProductGroup[];
}

export interface PairRow {
  readonly anchor: number;
  readonly positive: number;
  /** A row, or NO_NEGATIVE. */
  readonly negative: number;
  /** As in ProductGroup. */
  readonly seen?: true;
}

export interface ProductGroup {
  readonly items: Int32Array;
  readonly kind: 'basket' | 'session';
  /**
   * Set if the starting model was trained on the row. It can be held out and judged on, but is not trained on again.
   */
  readonly seen?: true;
}

/**
 * The outcome of adding a row. `unknown-product`: it names a product that is not in the catalog. `too-small`: it holds
 * no pair.
 */
export type AddOutcome = 'added' | 'unknown-product' | 'too-small';

/** Collects training rows over a catalog. The order of the catalog does not matter; the order of the rows does. */
export class TrainingSetBuilder {
  readonly #products: Product[];
  readonly #catalogSize: number;
  readonly #rows: Map<string, number>;
  readonly #pairs: PairRow[] = [];
  readonly #groups: ProductGroup[] = [];

  constructor(catalog: readonly Product[]) {
    this.#products = [...catalog].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#catalogSize = this.#products.length;
    this.#rows = new Map(this.#products.map((product, row) => [product.id, row]));
  }

  /** @param isSeen Whether the starting model was trained on the row (default false). */
  add(row: TrainingRow, isSeen = false): AddOutcome {
    const seen = isSeen ? ({ seen: true } as const) : {};
    if ('items' in row) return this.#addGroup(row.items, { kind: row.kind, ...seen });
    if ('query' in row) {
      const query = this.#addProduct({ id: '', title: row.query });
      return this.#addPair(query, this.#findRow(row.positive), { negative: NO_NEGATIVE, ...seen });
    }
    const negative = row.negative === undefined ? NO_NEGATIVE : this.#findRow(row.negative);
    if (negative === undefined) return 'unknown-product';
    return this.#addPair(this.#findRow(row.anchor), this.#findRow(row.positive), { negative, ...seen });
  }

  build(): TrainingSet {
    return { products: this.#products, catalogSize: this.#catalogSize, pairs: this.#pairs, groups: this.#groups };
  }

  #addPair(
    anchor: number | undefined,
    positive: number | undefined,
    { negative, ...seen }: Pick<PairRow, 'negative' | 'seen'>,
  ): AddOutcome {
    if (anchor === undefined || positive === undefined) return 'unknown-product';
    if (anchor === positive) return 'too-small';
    this.#pairs.push({ anchor, positive, negative: negative === positive ? NO_NEGATIVE : negative, ...seen });
    return 'added';
  }

  /** Drops products that are not in the catalog. At least two distinct products must remain. */
  #addGroup(ids: readonly string[], of: Omit<ProductGroup, 'items'>): AddOutcome {
    const items = ids.map((id) => this.#rows.get(id)).filter((row) => row !== undefined);
    if (new Set(items).size < 2) return items.length < ids.length ? 'unknown-product' : 'too-small';
    this.#groups.push({ items: Int32Array.from(items), ...of });
    return 'added';
  }

  /** The row of a product; a product or feature vector given by value is added. */
  #findRow(reference: ProductReference): number | undefined {
    if (typeof reference === 'string') return this.#rows.get(reference);
    if (isFeatures(reference)) return this.#addProduct({ id: '', features: reference });
    const known = this.#rows.get(reference.id);
    if (known !== undefined) return known;
    const row = this.#addProduct(reference);
    this.#rows.set(reference.id, row);
    return row;
  }

  /** Adds a product that is not in the catalog. @returns its row */
  #addProduct(product: Product): number {
    return this.#products.push(product) - 1;
  }
}

function isFeatures(reference: Product | readonly number[]): reference is readonly number[] {
  return Array.isArray(reference);
}
