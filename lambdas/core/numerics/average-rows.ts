import type { Reals } from './reals.ts';

/** The exponential average of a parameter of T rows of D numbers, where a row that stands still costs nothing. */
export interface RowAverage {
  readonly D: number;
  /** (T, D): the values that a row has had since its last mention. */
  readonly current: Reals;
  /** (T, D): sum over the steps of (1 - decay) decay^(age) times the values, up to a row's last mention. */
  readonly sums: Reals;
  /** (T): the step of each row's last mention, from 0. */
  readonly mentioned: Int32Array;
}

/** Rows of a list: the first `count` of `touched`, each at most once. */
export interface RowList {
  readonly touched: Int32Array;
  readonly count: number;
}

export interface AverageStep {
  /** In [0, 1). */
  readonly decay: number;
  /** The step that the rows have their new values of, from 1. */
  readonly step: number;
}

/** Mentions rows, or all where no list is given: until the step before, a row stood still; in this one it has new values. In float64. */
export function averageRows(average: RowAverage, values: Reals, step: AverageStep, rows?: RowList): void {
  const count = rows?.count ?? average.mentioned.length;
  for (let s = 0; s < count; s++) mention(average, rows?.touched[s] ?? s, values, step);
}

function mention({ D, current, sums, mentioned }: RowAverage, row: number, values: Reals, at: AverageStep): void {
  const { decay, step } = at;
  const still = raiseToPower(decay, step - 1 - mentioned[row]!);
  for (let i = row * D; i < (row + 1) * D; i++) {
    const before = still * sums[i]! + (1 - still) * current[i]!;
    sums[i] = decay * before + (1 - decay) * values[i]!;
    current[i] = values[i]!;
  }
  mentioned[row] = step;
}

/** x^n for a whole number n (below 0: as 0), by multiplication: the same on every machine. */
export function raiseToPower(x: number, n: number): number {
  let [power, square] = [1, x];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
