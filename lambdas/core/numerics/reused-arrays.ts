import type { Allocator } from './allocator.ts';
import type { Reals } from './reals.ts';

/**
 * Arrays by name that every step uses again, in the memory of the kernels: once a step has been as large, the next allocates nothing.
 * What they hold is what the step before left there.
 */
export class ReusedArrays {
  readonly #allocator: Allocator;
  readonly #reals = new Map<string, Reals>();
  readonly #integers = new Map<string, Int32Array>();

  constructor(allocator: Allocator) {
    this.#allocator = allocator;
  }

  /** `length` numbers, valid until the name is asked for again. */
  reals(name: string, length: number): Reals {
    const known = this.#reals.get(name);
    if (known?.length === length) return known;
    return this.#replaced(this.#reals, name, known, () => this.#allocator.reals(length));
  }

  /** As `reals`. */
  integers(name: string, length: number): Int32Array {
    const known = this.#integers.get(name);
    if (known?.length === length) return known;
    return this.#replaced(this.#integers, name, known, () => this.#allocator.integers(length));
  }

  #replaced<Values extends Reals | Int32Array>(
    all: Map<string, Values>,
    name: string,
    known: Values | undefined,
    allocated: () => Values,
  ): Values {
    if (known) this.#allocator.release(known);
    const values = allocated();
    all.set(name, values);
    return values;
  }
}
