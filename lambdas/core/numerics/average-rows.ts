import type { Reals } from './reals.ts';

/**
 * The exponential average of a parameter (T, D) over the steps. Rows that do not change cost nothing: they are updated
 * later.
 */
export interface RowAverage {
  readonly D: number;
  /** (T, D): the values of each row since its last update. */
  readonly current: Reals;
  /** (T, D): sum over the steps of (1 - decay) decay^(age) times the values, up to the last update of the row. */
  readonly sums: Reals;
  /** (T): the step of each row's last update, 0 for none. */
  readonly mentioned: Int32Array;
}

/** A list of distinct rows: the first `count` of `touched`. */
export interface RowList {
  readonly touched: Int32Array;
  readonly count: number;
}

export interface AverageStep {
  /** In [0, 1). */
  readonly decay: number;
  /** The step that gave the rows their new values, from 1. */
  readonly step: number;
}

/**
 * Updates the average of the listed rows, or of all rows without a list. A row has had its old values up to the step
 * before, and has `values` (T, D) from this step on. Computed in float64.
 */
export function averageRows(average: RowAverage, values: Reals, step: AverageStep, rows?: RowList): void {
  const count = rows?.count ?? average.mentioned.length;
  for (let s = 0; s < count; s++) updateRow(average, rows?.touched[s] ?? s, values, step);
}

function updateRow({ D, current, sums, mentioned }: RowAverage, row: number, values: Reals, at: AverageStep): void {
  const { decay, step } = at;
  const still = raiseToPower(decay, step - 1 - mentioned[row]!);
  for (let i = row * D; i < (row + 1) * D; i++) {
    const before = still * sums[i]! + (1 - still) * current[i]!;
    sums[i] = decay * before + (1 - decay) * values[i]!;
    current[i] = values[i]!;
  }
  mentioned[row] = step;
}

/** x^n for a whole number n, by multiplication: the same bits on every machine. A negative n counts as 0. */
export function raiseToPower(x: number, n: number): number {
  let [power, square] = [1, x];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
