/** The number of the write that a product has to show, or that it does not exist. */
export type ProductState = number | 'absent';

/**
 * What the products may be, by what the service has acknowledged. A write without an answer may have happened or not: both
 * states are possible until a later write is acknowledged.
 */
export class Ledger {
  readonly #possible = new Map<string, Set<ProductState>>();

  /** The ids of all products that were ever written. */
  get ids(): string[] {
    return [...this.#possible.keys()];
  }

  /** The states that a product may be in; `absent` alone if nobody has written it. */
  possible(id: string): ReadonlySet<ProductState> {
    return this.#possible.get(id) ?? new Set<ProductState>(['absent']);
  }

  /** The service has answered that the product is in this state. */
  acknowledged(id: string, state: ProductState): void {
    this.#possible.set(id, new Set([state]));
  }

  /** Nobody knows whether the product came into this state. */
  perhaps(id: string, state: ProductState): void {
    this.#possible.set(id, new Set([...this.possible(id), state]));
  }

  /** What is wrong with a product that is in this state; undefined if nothing is. */
  faultOf(id: string, state: ProductState): string | undefined {
    const possible = this.possible(id);
    if (possible.has(state)) return undefined;
    return `product ${id} is ${describe(state)}, expected ${[...possible].map(describe).join(' or ')}`;
  }
}

function describe(state: ProductState): string {
  return state === 'absent' ? 'absent' : `as write ${state} left it`;
}
