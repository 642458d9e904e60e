import type { WorkScheduler } from './work-scheduler.ts';

/** The shape of a matrix product: (rows, terms) times (terms, columns). */
export interface ProductShape {
  readonly rows: number;
  readonly columns: number;
  readonly terms: number;
}

/** Distances between neighbouring rows and between neighbouring columns of a matrix, in numbers. */
export type Strides = readonly [row: number, column: number];

/** Multiplications that are worth a part of their own: about 50 microseconds. */
const PART_TERMS = 2 ** 20;
/** In a part with fewer rows or columns, packing takes longer than multiplying. */
const MIN_PART = 96;
/** Parts are whole tiles: a multiple of 5 and 6 rows, and of 8 columns. */
const ROWS_OF_TILES = 30;
const COLUMNS_OF_TILES = 8;

/** The general matrix product at addresses of the kernels' memory. */
export class Gemm {
  readonly #scheduler: WorkScheduler;

  constructor(scheduler: WorkScheduler) {
    this.#scheduler = scheduler;
  }

  /**
   * to = a b, or to += a b if `accumulate`. Threads share the rows or the columns, whichever are more. Each number is
   * summed in the order of its terms, so the division changes no bit.
   */
  run(
    { rows, columns, terms }: ProductShape,
    a: { readonly at: number; readonly strides: Strides },
    b: { readonly at: number; readonly strides: Strides },
    to: { readonly at: number; readonly stride: number },
    accumulate: boolean,
  ): void {
    if (rows === 0 || columns === 0) return;
    const rest = [terms, a.at, ...a.strides, b.at, ...b.strides, to.at, to.stride, Number(accumulate)] as const;
    const [shared, other] = rows > columns ? [rows, columns] : [columns, rows];
    const minPerPart = Math.max(MIN_PART, Math.ceil(PART_TERMS / (other * Math.max(1, terms))));
    if (rows > columns) {
      this.#scheduler.run('gemmRows', [columns, ...rest], { count: shared, minPerPart, multiple: ROWS_OF_TILES });
    } else {
      this.#scheduler.run('gemmColumns', [rows, ...rest], { count: shared, minPerPart, multiple: COLUMNS_OF_TILES });
    }
  }
}
