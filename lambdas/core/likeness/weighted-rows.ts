import { kthLargest } from '../numerics/kth-largest.ts';

/**
 * A sparse (N, N) matrix in compressed row form: for each of N products the products it is like, with weights.
 * The entries of row i are offsets[i] (inclusive) to offsets[i + 1] (exclusive).
 */
export interface WeightedRows {
  /** (N + 1) */
  readonly offsets: Int32Array;
  /** (nnz) products, each in [0, N), sorted by falling weight within a row. */
  readonly columns: Int32Array;
  /** (nnz) each above 0. */
  readonly weights: Float32Array;
}

/** Builds weighted rows one product after the other. */
export class WeightedRowsBuilder {
  readonly #offsets: number[] = [0];
  readonly #columns: number[] = [];
  readonly #weights: number[] = [];
  /** The weights of the columns of one call. */
  #candidates = new Float64Array(0);

  /**
   * Appends the next product's row: the `maxEntries` heaviest of `columns`, ties by column.
   * @param weightOf Returns the weight of a column; entries of weight 0 are dropped.
   */
  add(columns: ArrayLike<number>, weightOf: (column: number) => number, maxEntries: number): void {
    const count = columns.length;
    if (this.#candidates.length < count) this.#candidates = new Float64Array(2 * count);
    const weights = this.#candidates;
    for (let i = 0; i < count; i++) weights[i] = weightOf(columns[i]!);
    // Filtering by the smallest weight that is kept leaves few entries to sort with their columns.
    const threshold = count <= maxEntries ? 0 : kthLargest(weights.slice(0, count), count, maxEntries);
    const kept: { readonly column: number; readonly weight: number }[] = [];
    for (let i = 0; i < count; i++) {
      const weight = weights[i]!;
      if (weight > 0 && weight >= threshold) kept.push({ column: columns[i]!, weight });
    }
    kept.sort((a, b) => b.weight - a.weight || a.column - b.column);
    for (const { column, weight } of kept.slice(0, maxEntries)) {
      this.#columns.push(column);
      this.#weights.push(weight);
    }
    this.#offsets.push(this.#columns.length);
  }

  build(): WeightedRows {
    return {
      offsets: Int32Array.from(this.#offsets),
      columns: Int32Array.from(this.#columns),
      weights: Float32Array.from(this.#weights),
    };
  }
}
