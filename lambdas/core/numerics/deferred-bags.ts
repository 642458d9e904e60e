import type { Allocator } from './allocator.ts';
import type { Reals } from './reals.ts';
import type { TokenBags } from './token-bags.ts';

/** Bags and the gradients of their outputs, copied one batch after the other: the terms of the gradients of a table. */
export class DeferredBags {
  /** Bags so far. */
  B = 0;
  readonly #D: number;
  readonly #allocator: Allocator;
  #offsets: Int32Array;
  #tokens: Int32Array;
  #weights: Reals;
  #dOutput: Reals;

  constructor(D: number, allocator: Allocator) {
    this.#D = D;
    this.#allocator = allocator;
    this.#offsets = allocator.integers(1);
    this.#tokens = allocator.integers(0);
    this.#weights = allocator.reals(0);
    this.#dOutput = allocator.reals(0);
  }

  /** All bags, in the order in which they came. Valid until the next `append`. */
  get bags(): TokenBags {
    return { offsets: this.#offsets, tokens: this.#tokens, weights: this.#weights };
  }

  /** (B, D): the gradient of each bag's output. Valid until the next `append`. */
  get dOutput(): Reals {
    return this.#dOutput;
  }

  /** Tokens of all bags so far. */
  get nnz(): number {
    return this.#offsets[this.B]!;
  }

  /** Copies B bags and the gradients of their outputs (B, D). */
  append({ offsets, tokens, weights }: TokenBags, dOutput: Reals, B: number): void {
    const [before, nnz, first, end] = [this.B, this.nnz, offsets[0]!, offsets[B]!];
    this.#offsets = this.#withRoom(this.#offsets, before + 1, before + B + 1);
    for (let i = 1; i <= B; i++) this.#offsets[before + i] = nnz + offsets[i]! - first;
    this.#tokens = this.#withRoom(this.#tokens, nnz, nnz + end - first);
    this.#tokens.set(tokens.subarray(first, end), nnz);
    this.#weights = this.#withRoom(this.#weights, nnz, nnz + end - first);
    this.#weights.set(weights.subarray(first, end), nnz);
    this.#dOutput = this.#withRoom(this.#dOutput, before * this.#D, (before + B) * this.#D);
    this.#dOutput.set(dOutput.subarray(0, B * this.#D), before * this.#D);
    this.B += B;
  }

  /** Removes all bags. */
  clear(): void {
    this.B = 0;
  }

  /** Frees the arrays. They must not be used afterwards. */
  release(): void {
    for (const array of [this.#offsets, this.#tokens, this.#weights, this.#dOutput]) this.#allocator.release(array);
  }

  /** The array, or a longer one with the same first `used` numbers, so that `needed` fit. */
  #withRoom<Values extends Reals | Int32Array>(array: Values, used: number, needed: number): Values {
    if (needed <= array.length) return array;
    const isInteger = array instanceof Int32Array;
    const longer = isInteger ? this.#allocator.integers(needed) : this.#allocator.reals(needed);
    longer.set(array.subarray(0, used));
    this.#allocator.release(array);
    return longer as Values;
  }
}
