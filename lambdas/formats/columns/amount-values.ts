import { parseAmount, resolveAmount } from '../values/amounts.ts';
import type { DecimalMark } from '../values/currencies.ts';
import { readNumberShape } from '../values/number-shape.ts';

/** A number of more digits may be infinite. */
const MAX_PLAIN_DIGITS = 15;

/** What is known of the amounts of a column: whether all are numbers, and the decimal mark that they prove. */
export class AmountValues {
  unreadable = 0;
  withCurrency = 0;
  readonly #proofs = { '.': 0, ',': 0 };
  #open = 0;

  /** @param shape That of the text, if it was found already. */
  add(text: string, shape = readNumberShape(text)): void {
    if (shape !== undefined && shape.fraction !== 3 && shape.whole <= MAX_PLAIN_DIGITS) {
      if (shape.fraction > 0) this.#proofs['.'] += 1;
      return;
    }
    const amount = parseAmount(text);
    if (amount === undefined || !Number.isFinite(resolveAmount(amount, '.'))) {
      this.unreadable += 1;
      return;
    }
    if (amount.currency !== undefined) this.withCurrency += 1;
    if ('value' in amount) {
      if (amount.mark !== undefined) this.#proofs[amount.mark] += 1;
    } else if (resolveAmount(amount, undefined) === undefined) this.#open += 1;
  }

  /** The decimal mark, if every value that proves one proves the same. */
  get mark(): DecimalMark | undefined {
    const { '.': points, ',': commas } = this.#proofs;
    if (points > 0 && commas > 0) return undefined;
    if (points > 0) return '.';
    return commas > 0 ? ',' : undefined;
  }

  /** Values whose meaning neither the column nor the currency decides. */
  get ambiguous(): number {
    return this.mark === undefined ? this.#open : 0;
  }
}
