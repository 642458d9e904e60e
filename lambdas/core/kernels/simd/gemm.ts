import type { WorkScheduler } from './work-scheduler.ts';

/** A product of (rows, terms) and (terms, columns). */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
}

/** How many numbers lie between a matrix's rows and between its columns. */
export type Strides = readonly [row: number, column: number];

/** Multiplications that are worth a part of their own: some 50 microseconds. */
const PART_TERMS = 2 ** 20;
/** Rows or columns of a part, at least, or packing takes longer than multiplying. */
const LEAST_PART = 96;
/** Whole tiles: 5 or 6 rows, 8 columns. */
const ROWS_OF_TILES = 30;
const COLUMNS_OF_TILES = 8;

/** The general product of matrices at addresses of the kernels' memory. */
export class Gemm {
  readonly #scheduler: WorkScheduler;

  constructor(scheduler: WorkScheduler) {
    this.#scheduler = scheduler;
  }

  /** to (+)= a b, shared out by rows or by columns, whichever are more: no number's sum depends on it. */
  run(
    { rows, columns, terms }: ProductShape,
    a: { readonly at: number; readonly strides: Strides },
    b: { readonly at: number; readonly strides: Strides },
    to: { readonly at: number; readonly stride: number },
    accumulate: boolean,
  ): void {
    const rest = [terms, a.at, ...a.strides, b.at, ...b.strides, to.at, to.stride, Number(accumulate)];
    const least = (other: number): number => Math.max(LEAST_PART, Math.ceil(PART_TERMS / (other * Math.max(1, terms))));
    if (rows === 0 || columns === 0) return;
    if (rows > columns) this.#scheduler.run('gemmRows', [columns, ...rest], rows, least(columns), ROWS_OF_TILES);
    else this.#scheduler.run('gemmColumns', [rows, ...rest], columns, least(rows), COLUMNS_OF_TILES);
  }
}
