import { type Precision, type Reals, zeros } from './reals.ts';

const FIRST_CAPACITY = 256;

/** Gradients of the few rows of a large table that a batch touches. */
export class RowGradients {
  readonly D: number;
  /** (capacity, D): slot s holds the gradient of row `touched[s]`. */
  values: Reals;
  /** (capacity): the row of each slot, in the order of first touch; the first `count` are in use. */
  touched: Int32Array;
  count = 0;
  readonly #slots: Int32Array;
  readonly #precision: Precision;

  /** @param T Rows of the table. */
  constructor(T: number, D: number, precision: Precision) {
    this.D = D;
    this.#precision = precision;
    this.#slots = new Int32Array(T).fill(-1);
    this.touched = new Int32Array(FIRST_CAPACITY);
    this.values = zeros(precision, FIRST_CAPACITY * D);
  }

  /** The slot of a row; a row touched for the first time gets a zero one. May replace `values`: read it after the call. */
  slotOf(row: number): number {
    const known = this.#slots[row]!;
    if (known >= 0) return known;
    if (this.count === this.touched.length) this.#grow();
    this.#slots[row] = this.count;
    this.touched[this.count] = row;
    return this.count++;
  }

  /** Forgets all: back to zeros. */
  clear(): void {
    for (let s = 0; s < this.count; s++) this.#slots[this.touched[s]!] = -1;
    this.values.fill(0, 0, this.count * this.D);
    this.count = 0;
  }

  #grow(): void {
    const touched = new Int32Array(this.touched.length * 2);
    touched.set(this.touched);
    const values = zeros(this.#precision, touched.length * this.D);
    values.set(this.values);
    this.touched = touched;
    this.values = values;
  }
}
