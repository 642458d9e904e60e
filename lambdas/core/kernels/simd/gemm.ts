import type { Crew } from './crew.ts';

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
/** Whole tiles: 6 rows, 8 columns. */
const TILES = 24;

/** The general product of matrices at addresses of the kernels' memory. */
export class Gemm {
  readonly #crew: Crew;

  constructor(crew: Crew) {
    this.#crew = crew;
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
    const [longer, shorter] = rows > columns ? [rows, columns] : [columns, rows];
    if (shorter === 0) return;
    const atLeast = Math.max(LEAST_PART, Math.ceil(PART_TERMS / (shorter * Math.max(1, terms))));
    this.#crew.run(rows > columns ? 'gemmRows' : 'gemmColumns', [shorter, ...rest], longer, atLeast, TILES);
  }
}
