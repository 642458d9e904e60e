import type { JudgingRow } from '../../catalog/training-row.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { ProductGroup, TrainingSet } from './training-set.ts';

/** More held-out rows hardly make the figures more precise, so the rest is left for training. */
const MAX_HELD_OUT_ROWS = 1000;

export interface HeldOutSplit {
  readonly training: TrainingSet;
  /**
   * The queries of the held-out rows. Of a pair: anchor -> positive. Of a session: its last product but one -> its
   * last. Of a basket: one random product -> the others.
   */
  readonly judging: readonly JudgingRow[];
  readonly heldOutRows: number;
}

/**
 * Gives each training row a random stream that depends on the seed and the row's products only, not on its position.
 */
export class RowRandom {
  readonly #seed: number;
  readonly #stream: string;
  /** How often each row occurred so far: equal rows get different streams. */
  readonly #occurrences = new Map<string, number>();

  constructor(seed: number, stream: string) {
    this.#seed = seed;
    this.#stream = stream;
  }

  /** @param ids Ids of the row's products: anchor and positive of a pair, all of a group. */
  of(ids: readonly string[]): CounterRandom {
    const row = JSON.stringify(ids);
    const before = this.#occurrences.get(row) ?? 0;
    this.#occurrences.set(row, before + 1);
    return new CounterRandom(this.#seed, `${this.#stream} ${before} ${row}`);
  }
}

/** The name of the random stream that decides which rows are held out. */
export const HELD_OUT_STREAM = 'held out';

/** Computes the share of rows that is held out. With many rows it is less than the fraction. */
export function computeHeldOutShare(fraction: number, rows: number): number {
  return Math.min(fraction, MAX_HELD_OUT_ROWS / Math.max(rows, 1));
}

/**
 * Splits off rows at random by the seed and their products, at any position. Every earlier run with the same seed and
 * fraction held out the same rows, as far as it had them, so an earlier model can be judged on them too. Only rows
 * between products of the catalog are held out.
 * @param fraction Approximate share of all rows, in [0, 0.5].
 * @param stream Name of the random stream: splits with different names are independent.
 */
export function splitHeldOut(set: TrainingSet, fraction: number, seed: number, stream = HELD_OUT_STREAM): HeldOutSplit {
  const total = set.pairs.length + set.groups.length;
  const share = computeHeldOutShare(fraction, total);
  const judging: JudgingRow[] = [];
  const idOf = (row: number) => set.products[row]!.id;
  const rowRandom = new RowRandom(seed, stream);
  const randomOf = (products: ArrayLike<number>) => rowRandom.of(Array.from(products, idOf));
  const pairs = set.pairs.filter(({ anchor, positive }) => {
    if (Math.max(anchor, positive) >= set.catalogSize) return true;
    if (randomOf([anchor, positive]).uniform() >= share) return true;
    judging.push({ query: idOf(anchor), relevant: [idOf(positive)] });
    return false;
  });
  const groups = set.groups.filter((group) => {
    const random = randomOf(group.items);
    if (random.uniform() >= share) return true;
    const { query, relevant } = chooseQuery(group, random);
    judging.push({ query: idOf(query), relevant: relevant.map(idOf) });
    return false;
  });
  return { training: { ...set, pairs, groups }, judging, heldOutRows: total - pairs.length - groups.length };
}

function chooseQuery({ kind, items }: ProductGroup, random: CounterRandom): { query: number; relevant: number[] } {
  const distinct = [...new Set(items)];
  if (kind === 'session') return { query: distinct.at(-2)!, relevant: [distinct.at(-1)!] };
  const query = distinct[random.integer(distinct.length)]!;
  return { query, relevant: distinct.filter((item) => item !== query) };
}
