import type { Allocator } from './allocator.ts';
import type { Reals } from './reals.ts';

/**
 * Arrays by name that all steps of a training share, so that a step allocates nothing if the one before had the same
 * sizes. Their content is undefined at first use: it may be left from the step before.
 */
export class ReusedArrays {
  readonly #allocator: Allocator;
  readonly #reals = new Map<string, Reals>();
  readonly #integers = new Map<string, Int32Array>();

  constructor(allocator: Allocator) {
    this.#allocator = allocator;
  }

  /** An array of `length` numbers, valid until the next call with this name. */
  reals(name: string, length: number): Reals {
    const known = this.#reals.get(name);
    if (known?.length === length) return known;
    return this.#replace(this.#reals, name, known, () => this.#allocator.reals(length));
  }

  /** As `reals`, for whole numbers. */
  integers(name: string, length: number): Int32Array {
    const known = this.#integers.get(name);
    if (known?.length === length) return known;
    return this.#replace(this.#integers, name, known, () => this.#allocator.integers(length));
  }

  #replace<Values extends Reals | Int32Array>(
    all: Map<string, Values>,
    name: string,
    known: Values | undefined,
    allocate: () => Values,
  ): Values {
    if (known) this.#allocator.release(known);
    const values = allocate();
    all.set(name, values);
    return values;
  }
}
