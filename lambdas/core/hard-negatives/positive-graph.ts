import { computeExtraPositiveRatio, isMatching } from '../likeness/matching.ts';
import { isOfBot, type TrainingSet, weightOf } from '../training/data/training-set.ts';

/**
 * The graph of products that training rows connect as positives: the two of a pair, and all products of a basket or
 * session, at any distance. Given negatives, rows that repeat others and groups of bots do not count.
 */
export class PositiveGraph {
  /** The products of each fact; pairs first, then groups. */
  readonly #rows: readonly Int32Array[];
  readonly #weights: readonly number[];
  readonly #pairCount: number;
  /** (products): the rows that a product occurs in. */
  readonly #rowsOf: readonly number[][];
  /** (rows) and (products): the number of the last visit, so that a visit needs no cleared set. */
  readonly #rowVisits: Int32Array;
  readonly #itemVisits: Int32Array;
  #visit = 0;
  /** (products): the number of distinct positives per product. */
  readonly degrees: Int32Array;
  /** In (0, 1]: how common a second positive is (likeness/matching.ts). */
  readonly extraPositiveRatio: number;
  /** Whether a product has about one positive at most, as one offer has one twin in another shop. */
  readonly isMatching: boolean;

  constructor(set: TrainingSet) {
    const facts = set.pairs.filter((pair) => weightOf(pair) > 0);
    const pairs = facts.map(({ anchor, positive }) => Int32Array.of(anchor, positive));
    const groups = set.groups.filter((group) => !isOfBot(group));
    this.#rows = [...pairs, ...groups.map(({ items }) => items)];
    this.#weights = [...facts, ...groups].map(weightOf);
    this.#pairCount = pairs.length;
    const rowsOf: number[][] = Array.from({ length: set.products.length }, () => []);
    this.#rows.forEach((items, row) => {
      for (const item of new Set(items)) rowsOf[item]!.push(row);
    });
    this.#rowsOf = rowsOf;
    this.#rowVisits = new Int32Array(this.#rows.length);
    this.#itemVisits = new Int32Array(set.products.length);
    this.degrees = Int32Array.from(set.products, (_, product) => this.countPartners(product).size);
    this.extraPositiveRatio = computeExtraPositiveRatio(this.degrees);
    this.isMatching = isMatching(this.degrees);
  }

  /** The products that share a fact with one, without itself, each with the weight of such facts. */
  countPartners(product: number): Map<number, number> {
    const counts = new Map<number, number>();
    for (const row of this.#rowsOf[product]!) {
      const weight = this.#weights[row]!;
      for (const item of new Set(this.#rows[row])) {
        if (item !== product) counts.set(item, (counts.get(item) ?? 0) + weight);
      }
    }
    return counts;
  }

  /**
   * Calls `visit` for the products that share a positive with one. A product may be visited several times.
   * @param through `pairs`: only through pairs. `all`: through any training rows.
   */
  visitConnected(product: number, through: 'all' | 'pairs', visit: (other: number) => void): void {
    this.#visit += 1;
    for (const row of this.#rowsOf[product]!) {
      if (!this.#connects(row, through)) continue;
      for (const partner of this.#rows[row]!) {
        for (const next of this.#rowsOf[partner]!) {
          if (this.#rowVisits[next] === this.#visit || !this.#connects(next, through)) continue;
          this.#rowVisits[next] = this.#visit;
          for (const other of this.#rows[next]!) visit(other);
        }
      }
    }
  }

  /** The number of training rows that hold both products. */
  countCoOccurrences(a: number, b: number): number {
    const inB = new Set(this.#rowsOf[b]);
    return this.#rowsOf[a]!.filter((row) => inB.has(row)).length;
  }

  /**
   * The number of products that occur with both, without the rows that hold both: what a pair would show if it were
   * unknown.
   */
  countSharedPartners(a: number, b: number): number {
    const [rowsOfA, rowsOfB] = [this.#rowsOf[a]!, this.#rowsOf[b]!];
    if (rowsOfA.length === 0 || rowsOfB.length === 0) return 0;
    const [withA, withB, withBoth] = [++this.#visit, ++this.#visit, ++this.#visit];
    for (const row of rowsOfB) this.#rowVisits[row] = withB;
    for (const row of rowsOfA) {
      if (this.#rowVisits[row] === withB) this.#rowVisits[row] = withBoth;
      else for (const item of this.#rows[row]!) this.#itemVisits[item] = withA;
    }
    let shared = 0;
    for (const row of rowsOfB) {
      if (this.#rowVisits[row] === withBoth) continue;
      for (const item of this.#rows[row]!) {
        if (this.#itemVisits[item] !== withA) continue;
        this.#itemVisits[item] = withBoth;
        shared += 1;
      }
    }
    return shared;
  }

  #connects(row: number, through: 'all' | 'pairs'): boolean {
    return through === 'all' || row < this.#pairCount;
  }
}
