import { type Allocator, heapAllocator } from './allocator.ts';
import type { Precision, Reals } from './reals.ts';

const FIRST_CAPACITY = 256;

/** Sparse gradients of a table (T, D): of the rows that a batch touches only. */
export class RowGradients {
  /** Rows of the table. */
  readonly T: number;
  readonly D: number;
  /** (capacity, D): slot s holds the gradient of row touched[s]. The values of slots not in use are undefined. */
  values: Reals;
  /** (capacity): the row of each slot, in the order of first touch. The first `count` are in use. */
  touched: Int32Array;
  count = 0;
  /** (T): the slot of each row, or -1. */
  readonly slots: Int32Array;
  readonly #allocator: Allocator;

  /**
   * @param T Rows of the table.
   * @param memory The allocator of the arrays, or the precision of ordinary arrays.
   */
  constructor(T: number, D: number, memory: Precision | Allocator) {
    this.T = T;
    this.D = D;
    this.#allocator = typeof memory === 'string' ? heapAllocator(memory) : memory;
    this.slots = this.#allocator.integers(T).fill(-1);
    this.touched = this.#allocator.integers(FIRST_CAPACITY);
    this.values = this.#allocator.reals(FIRST_CAPACITY * D);
  }

  /**
   * The slot of a row. At its first touch, a row gets a new slot of zeros. May replace `values`, so read it after the
   * call.
   */
  slotOf(row: number): number {
    const known = this.slots[row]!;
    if (known >= 0) return known;
    this.reserve(this.count + 1);
    this.slots[row] = this.count;
    this.touched[this.count] = row;
    this.values.fill(0, this.count * this.D, (this.count + 1) * this.D);
    return this.count++;
  }

  /** Makes room for `slots` slots in total. May replace `values` and `touched`. */
  reserve(slots: number): void {
    if (slots > this.touched.length) this.#grow(Math.max(slots, this.touched.length * 2));
  }

  /** Removes all gradients. */
  clear(): void {
    for (let s = 0; s < this.count; s++) this.slots[this.touched[s]!] = -1;
    this.count = 0;
  }

  /** Frees the arrays. The gradients must not be used afterwards. */
  release(): void {
    for (const array of [this.slots, this.touched, this.values]) this.#allocator.release(array);
  }

  #grow(capacity: number): void {
    const [touched, values] = [this.#allocator.integers(capacity), this.#allocator.reals(capacity * this.D)];
    touched.set(this.touched);
    values.set(this.values);
    this.#allocator.release(this.touched);
    this.#allocator.release(this.values);
    this.touched = touched;
    this.values = values;
  }
}
