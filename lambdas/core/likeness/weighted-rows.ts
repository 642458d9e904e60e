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

  /**
   * Appends the next product's row: the `maxEntries` heaviest of `columns`, ties by column.
   * @param weightOf Returns the weight of a column; entries of weight 0 are dropped.
   */
  add(columns: readonly number[], weightOf: (column: number) => number, maxEntries: number): void {
    const threshold = findThreshold(columns, weightOf, maxEntries);
    const kept = columns
      .filter((column) => weightOf(column) > 0 && weightOf(column) >= threshold)
      .map((column) => ({ column, weight: weightOf(column) }));
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

/** The smallest weight that is kept. Filtering by it first leaves few entries to sort with their columns. */
function findThreshold(columns: readonly number[], weightOf: (column: number) => number, maxEntries: number): number {
  if (columns.length <= maxEntries) return 0;
  return Float64Array.from(columns, weightOf).sort()[columns.length - maxEntries]!;
}
