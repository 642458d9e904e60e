import { computeExtraPositiveRatio, isMatching } from '../likeness/matching.ts';
import type { TrainingSet } from '../training/data/training-set.ts';

/**
 * What training rows say of likeness: the two of a pair, and all the products of a basket or a session, however far apart,
 * are positives of each other. A given negative says nothing here.
 */
export class PositiveGraph {
  /** Rows of training data as the products they hold; pairs first, then groups. */
  readonly #rows: readonly Int32Array[];
  readonly #pairCount: number;
  /** (products): the rows that a product occurs in. */
  readonly #rowsOf: readonly number[][];
  readonly #rowSeen: Int32Array;
  readonly #itemSeen: Int32Array;
  #visit = 0;
  /** (products): how many distinct positives a product has. */
  readonly degrees: Int32Array;
  /** In (0, 1]: how much room a product with a positive has for another one (likeness/matching.ts). */
  readonly extraPositiveRatio: number;

  constructor(set: TrainingSet) {
    const pairs = set.pairs.map(({ anchor, positive }) => Int32Array.of(anchor, positive));
    this.#rows = [...pairs, ...set.groups.map(({ items }) => items)];
    this.#pairCount = pairs.length;
    const rowsOf: number[][] = Array.from({ length: set.products.length }, () => []);
    this.#rows.forEach((items, row) => {
      for (const item of new Set(items)) rowsOf[item]!.push(row);
    });
    this.#rowsOf = rowsOf;
    this.#rowSeen = new Int32Array(this.#rows.length);
    this.#itemSeen = new Int32Array(set.products.length);
    this.degrees = Int32Array.from(set.products, (_, product) => this.countPartners(product).size);
    this.extraPositiveRatio = computeExtraPositiveRatio(this.degrees);
  }

  /** Whether a product has about one positive at most, as one offer has one twin in another shop. */
  get isMatching(): boolean {
    return isMatching(this.degrees);
  }

  /** The products that occur with one in a training row, each with the number of such rows; without itself. */
  countPartners(product: number): Map<number, number> {
    const counts = new Map<number, number>();
    for (const row of this.#rowsOf[product]!) {
      for (const item of new Set(this.#rows[row])) if (item !== product) counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    return counts;
  }

  /** Calls `visit` for products that share a positive with one, some of them several times, through pairs alone or any rows. */
  visitConnected(product: number, through: 'all' | 'pairs', visit: (other: number) => void): void {
    this.#visit += 1;
    for (const row of this.#rowsOf[product]!) {
      if (!this.#counts(row, through)) continue;
      for (const partner of this.#rows[row]!) {
        for (const next of this.#rowsOf[partner]!) {
          if (this.#rowSeen[next] === this.#visit || !this.#counts(next, through)) continue;
          this.#rowSeen[next] = this.#visit;
          for (const other of this.#rows[next]!) visit(other);
        }
      }
    }
  }

  /** How many training rows hold both. */
  countCoOccurrences(a: number, b: number): number {
    const inB = new Set(this.#rowsOf[b]);
    return this.#rowsOf[a]!.filter((row) => inB.has(row)).length;
  }

  /** How many products occur with both, counted without the rows that hold both: what a pair would show if it were unknown. */
  countSharedPartners(a: number, b: number): number {
    const [withA, withBoth] = [++this.#visit, ++this.#visit];
    const inB = new Set(this.#rowsOf[b]);
    const inA = new Set(this.#rowsOf[a]);
    for (const row of inA) if (!inB.has(row)) for (const item of this.#rows[row]!) this.#itemSeen[item] = withA;
    let shared = 0;
    for (const row of inB) {
      if (inA.has(row)) continue;
      for (const item of this.#rows[row]!) {
        if (this.#itemSeen[item] !== withA) continue;
        this.#itemSeen[item] = withBoth;
        shared += 1;
      }
    }
    return shared;
  }

  #counts(row: number, through: 'all' | 'pairs'): boolean {
    return through === 'all' || row < this.#pairCount;
  }
}
