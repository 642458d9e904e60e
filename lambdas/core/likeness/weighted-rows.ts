/** For each of N products the products it is like, with weights: the entries offsets[i] (inclusive) to offsets[i + 1] (exclusive). */
export interface WeightedRows {
  /** (N + 1) */
  readonly offsets: Int32Array;
  /** (nnz) rows of products, each in [0, N), by falling weight within a row. */
  readonly columns: Int32Array;
  /** (nnz) above 0. */
  readonly weights: Float32Array;
}

/** Collects weighted rows, one product after the other. */
export class WeightedRowsBuilder {
  readonly #offsets: number[] = [0];
  readonly #columns: number[] = [];
  readonly #weights: number[] = [];

  /** The next product's row: the heaviest `most` of `columns`, ties by column; weights are looked up by column. */
  add(columns: readonly number[], weightOf: (column: number) => number, most: number): void {
    const least = leastKept(columns, weightOf, most);
    const kept = columns
      .filter((column) => weightOf(column) > 0 && weightOf(column) >= least)
      .map((column) => ({ column, weight: weightOf(column) }));
    kept.sort((a, b) => b.weight - a.weight || a.column - b.column);
    for (const { column, weight } of kept.slice(0, most)) {
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

/** The weight of the last that is kept, so that only few of many have to be put in order. */
function leastKept(columns: readonly number[], weightOf: (column: number) => number, most: number): number {
  if (columns.length <= most) return 0;
  return Float64Array.from(columns, weightOf).sort()[columns.length - most]!;
}
