import { type Allocator, heapAllocator } from './allocator.ts';
import type { RowList } from './average-rows.ts';
import { DeferredBags } from './deferred-bags.ts';
import type { Precision, Reals } from './reals.ts';
import type { TokenBags } from './token-bags.ts';

const FIRST_CAPACITY = 256;

/**
 * Sparse gradients of a table (T, D): of the rows that a batch touches only. Kernels may defer the sums: then they are
 * taken when a gradient is first read. An optimizer that takes them by itself, row by row, never writes them to memory.
 */
export class RowGradients {
  /** Rows of the table. */
  readonly T: number;
  readonly D: number;
  readonly #allocator: Allocator;
  readonly #slots: Int32Array;
  #values: Reals;
  #touched: Int32Array;
  #count = 0;
  #deferred: DeferredBags | undefined;
  #addDeferred: ((bags: DeferredBags) => void) | undefined;
  #listed: Int32Array | undefined;
  #listedCount = 0;

  /**
   * @param T Rows of the table.
   * @param memory The allocator of the arrays, or the precision of ordinary arrays.
   */
  constructor(T: number, D: number, memory: Precision | Allocator) {
    this.T = T;
    this.D = D;
    this.#allocator = typeof memory === 'string' ? heapAllocator(memory) : memory;
    this.#slots = this.#allocator.integers(T).fill(-1);
    this.#touched = this.#allocator.integers(FIRST_CAPACITY);
    this.#values = this.#allocator.reals(FIRST_CAPACITY * D);
  }

  /** (capacity, D): slot s holds the gradient of row touched[s]. The values of slots not in use are undefined. */
  get values(): Reals {
    this.#settle();
    return this.#values;
  }

  /** (capacity): the row of each slot, in the order of first touch. The first `count` are in use. */
  get touched(): Int32Array {
    this.#settle();
    return this.#touched;
  }

  /** (T): the slot of each row, or -1. */
  get slots(): Int32Array {
    this.#settle();
    return this.#slots;
  }

  /** Slots in use. */
  get count(): number {
    this.#settle();
    return this.#count;
  }

  set count(slots: number) {
    this.#count = slots;
  }

  /** The type of the gradients, read without taking deferred sums. */
  get isFloat32(): boolean {
    return this.#values instanceof Float32Array;
  }

  /** The touched rows, in any order. */
  get rows(): RowList {
    if (this.#listedCount > 0) return { touched: this.#listed!, count: this.#listedCount };
    return { touched: this.touched, count: this.count };
  }

  /** The bags that are all that these gradients are the sums of; undefined if a sum is taken already. */
  get deferred(): DeferredBags | undefined {
    return this.#addDeferred && this.#count === 0 ? this.#deferred : undefined;
  }

  /**
   * The slot of a row. At its first touch, a row gets a new slot of zeros. May replace `values`, so read it after the
   * call.
   */
  slotOf(row: number): number {
    const known = this.slots[row]!;
    if (known >= 0) return known;
    this.reserve(this.#count + 1);
    this.#slots[row] = this.#count;
    this.#touched[this.#count] = row;
    this.#values.fill(0, this.#count * this.D, (this.#count + 1) * this.D);
    return this.#count++;
  }

  /** Makes room for `slots` slots in total. May replace `values` and `touched`. */
  reserve(slots: number): void {
    if (slots > this.touched.length) this.#grow(Math.max(slots, this.#touched.length * 2));
  }

  /**
   * Adds gradients[token] += weight * dOutput[i] of B bags later. @param add Adds them, with those of earlier calls, in
   * their order. The same for every call until `clear`.
   */
  defer(bags: TokenBags, dOutput: Reals, B: number, add: (bags: DeferredBags) => void): void {
    this.#deferred ??= new DeferredBags(this.D, this.#allocator);
    this.#deferred.append(bags, dOutput, B);
    this.#addDeferred = add;
    this.#listedCount = 0;
  }

  /**
   * Lists the rows that the deferred bags touch, so that `rows` takes no sums for them. @param room Numbers that the
   * array needs. @param write Fills the array and returns the number of rows.
   */
  listRows(room: number, write: (rows: Int32Array) => number): RowList {
    if (this.#listed === undefined || this.#listed.length < room) {
      if (this.#listed) this.#allocator.release(this.#listed);
      this.#listed = this.#allocator.integers(room);
    }
    this.#listedCount = write(this.#listed);
    return { touched: this.#listed, count: this.#listedCount };
  }

  /** Removes all gradients. */
  clear(): void {
    for (let s = 0; s < this.#count; s++) this.#slots[this.#touched[s]!] = -1;
    this.#count = 0;
    this.#deferred?.clear();
    this.#addDeferred = undefined;
    this.#listedCount = 0;
  }

  /** Frees the arrays. The gradients must not be used afterwards. */
  release(): void {
    for (const array of [this.#slots, this.#touched, this.#values]) this.#allocator.release(array);
    this.#deferred?.release();
    if (this.#listed) this.#allocator.release(this.#listed);
  }

  #settle(): void {
    const add = this.#addDeferred;
    if (add === undefined) return;
    this.#addDeferred = undefined;
    add(this.#deferred!);
    this.#deferred!.clear();
  }

  #grow(capacity: number): void {
    const [touched, values] = [this.#allocator.integers(capacity), this.#allocator.reals(capacity * this.D)];
    touched.set(this.#touched);
    values.set(this.#values);
    this.#allocator.release(this.#touched);
    this.#allocator.release(this.#values);
    this.#touched = touched;
    this.#values = values;
  }
}
