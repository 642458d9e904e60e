import { findTextNeighbours } from '../../likeness/text-neighbours.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import type { TokenBags } from '../../numerics/token-bags.ts';
import { toTokenField } from './choice-fields.ts';

/** How far the neighbours by one view are alike in another one. */
export interface Agreement {
  /** 0 as random products, 1 as the neighbours by the other view itself. */
  readonly value: number;
  /** Whether it is above chance by four standard errors. */
  readonly isSure: boolean;
}

/** Products whose neighbours are compared. */
const MAX_COMPARED = 500;
/** With fewer pairs of neighbours, nothing can be shown. */
const MIN_COMPARED = 30;
/** Standard errors above chance: one chance in 30,000, since up to 20 pairs of views are compared. */
const SURE_ERRORS = 4;
/** Random products that a product is compared with, so that their choice adds little to the standard error. */
const CHANCE_DRAWS = 8;
/** Nearest products of which one is drawn, if several are equally near. */
const NEAREST = 10;
/** If neighbours are hardly nearer than random products, nearly all products have the same value. */
const MIN_RANGE = 0.1;

/** The products of a catalog by one of their fields. */
export class CatalogView {
  readonly #bags: TokenBags;
  /** The compared products that have the field. */
  readonly #sample: readonly number[];
  /** Of each product of the sample: its nearest product by this view, or undefined. */
  readonly #nearest: ReadonlyMap<number, number>;
  /** Of each product of the sample: its mean cosine with random products. */
  readonly #chance: ReadonlyMap<number, number>;
  /** How much nearer the nearest products are than random ones, in cosines. */
  readonly #range: number;
  /**
   * The share of the products that have a neighbour by this view, so that it can speak for or against other views; 0 if
   * all products are nearly alike.
   */
  readonly coverage: number;

  /** @param bags Of the field alone. @param order The products in random order. */
  constructor(bags: TokenBags, order: Int32Array, random: CounterRandom) {
    this.#bags = bags;
    const compared = order.subarray(0, MAX_COMPARED);
    const withField = order.filter((row) => this.#has(row));
    this.#sample = [...compared].filter((row) => this.#has(row));
    this.#nearest = findNearest(bags, this.#sample, random);
    this.#chance = new Map(this.#sample.map((row) => [row, this.#chanceOf(row, withField, random)]));
    const withNearest = [...this.#nearest];
    this.#range =
      meanOf(withNearest.map(([row, near]) => this.#cosine(row, near))) - meanOf([...this.#chance.values()]);
    this.coverage = this.#range < MIN_RANGE ? 0 : withNearest.length / compared.length;
  }

  /**
   * The larger agreement of both directions that is sure; undefined if too few products have both views, or nearly all
   * are alike in one.
   */
  compare(other: CatalogView): Agreement | undefined {
    const found = [this.#predict(other), other.#predict(this)].filter((one) => one !== undefined);
    return found.sort((a, b) => Number(b.isSure) - Number(a.isSure) || b.value - a.value)[0];
  }

  /** How far the neighbours by this view are alike in the other one. */
  #predict(other: CatalogView): Agreement | undefined {
    if (Math.min(this.#range, other.#range) < MIN_RANGE) return undefined;
    const gains = [...this.#nearest].flatMap(([row, near]) => {
      // Two products that are the nearest of each other are one observation, not two.
      if (this.#nearest.get(near) === row && near < row) return [];
      const chance = other.#chance.get(row);
      return chance === undefined || !other.#has(near) ? [] : [other.#cosine(row, near) - chance];
    });
    if (gains.length < MIN_COMPARED) return undefined;
    const mean = meanOf(gains);
    const variance = meanOf(gains.map((gain) => (gain - mean) ** 2));
    return { value: mean / other.#range, isSure: mean > SURE_ERRORS * Math.sqrt(variance / gains.length) };
  }

  #chanceOf(row: number, withField: Int32Array, random: CounterRandom): number {
    const drawn = Array.from({ length: CHANCE_DRAWS }, () => drawOther(row, withField, random) ?? row);
    return meanOf(drawn.map((other) => this.#cosine(row, other)));
  }

  #has(row: number): boolean {
    return this.#bags.offsets[row]! < this.#bags.offsets[row + 1]!;
  }

  #cosine(row: number, other: number): number {
    return toTokenField(this.#bags, 1).computeCosines(row, [other])[0]!;
  }
}

/** The nearest other product of each row; of several that are equally near one by chance. */
function findNearest(bags: TokenBags, rows: readonly number[], random: CounterRandom): Map<number, number> {
  const N = bags.offsets.length - 1;
  const isAsked = new Uint8Array(N);
  for (const row of rows) isAsked[row] = 1;
  const inputs = { B: N, bags, identityAt: new Int32Array(N).fill(-1), dense: new Float64Array(0) };
  const { offsets, columns, weights } = findTextNeighbours(inputs, NEAREST, new Uint8Array(N).fill(1), isAsked);
  return new Map(
    rows.flatMap((row) => {
      const [from, to] = [offsets[row]!, offsets[row + 1]!];
      const equal = [...columns.subarray(from, to)].filter((_, k) => weights[from + k] === weights[from]);
      return equal.length === 0 ? [] : [[row, equal[random.integer(equal.length)]!]];
    }),
  );
}

function drawOther(row: number, rows: Int32Array, random: CounterRandom): number | undefined {
  const other = rows[random.integer(rows.length)];
  return other === row ? rows.find((one) => one !== row) : other;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
