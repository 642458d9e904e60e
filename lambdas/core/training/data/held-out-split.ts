import type { JudgingRow } from '../../catalog/training-row.ts';
import { CounterRandom } from '../../numerics/random.ts';
import type { TrainingSet } from './training-set.ts';

/** More held-out rows than this make the figures no surer that it would be worth the training data. */
const MAX_HELD_OUT_ROWS = 1000;

export interface HeldOutSplit {
  readonly training: TrainingSet;
  /** What the held-out rows say of likeness: of a pair, anchor -> positive; of a group, its last product but one -> its last (session) or one product -> the others (basket). */
  readonly judging: readonly JudgingRow[];
  readonly heldOutRows: number;
}

/** What is drawn of each row, by the seed and what the row says; of equal rows by which of them it is. */
export class RowRandom {
  readonly #seed: number;
  readonly #stream: string;
  readonly #met = new Map<string, number>();

  constructor(seed: number, stream: string) {
    this.#seed = seed;
    this.#stream = stream;
  }

  /** @param ids Of the row's products: anchor and positive of a pair, all of a group. */
  of(ids: readonly string[]): CounterRandom {
    const row = JSON.stringify(ids);
    const before = this.#met.get(row) ?? 0;
    this.#met.set(row, before + 1);
    return new CounterRandom(this.#seed, `${this.#stream} ${before} ${row}`);
  }
}

/** The stream of the rows that models are judged on. */
export const HELD_OUT_STREAM = 'held out';

/** The share of so many rows that is held out: of many it is less than the fraction. */
export function computeHeldOutShare(fraction: number, rows: number): number {
  return Math.min(fraction, MAX_HELD_OUT_ROWS / Math.max(rows, 1));
}

/**
 * Splits rows off by the seed and what they say, wherever they stand (of equal rows, by which of them it is): a row that is held
 * out now was held out of every earlier run of the same seed and fraction that had it, so that the model of then may be judged
 * on it too. Only rows between products of the catalog are judged on.
 * @param fraction Of all rows, about, in [0, 0.5]. @param stream What is drawn from: splits of other names are others.
 */
export function splitHeldOut(set: TrainingSet, fraction: number, seed: number, stream = HELD_OUT_STREAM): HeldOutSplit {
  const total = set.pairs.length + set.groups.length;
  const share = computeHeldOutShare(fraction, total);
  const judging: JudgingRow[] = [];
  const idOf = (row: number) => set.products[row]!.id;
  const draws = new RowRandom(seed, stream);
  const drawOf = (products: ArrayLike<number>) => draws.of(Array.from(products, idOf));
  const pairs = set.pairs.filter(({ anchor, positive }) => {
    if (Math.max(anchor, positive) >= set.catalogSize || drawOf([anchor, positive]).uniform() >= share) return true;
    judging.push({ query: idOf(anchor), relevant: [idOf(positive)] });
    return false;
  });
  const groups = set.groups.filter((group) => {
    const random = drawOf(group.items);
    if (random.uniform() >= share) return true;
    const distinct = [...new Set(group.items)];
    const session = group.kind === 'session';
    const query = session ? distinct.at(-2)! : distinct[random.integer(distinct.length)]!;
    const relevant = session ? [distinct.at(-1)!] : distinct.filter((item) => item !== query);
    judging.push({ query: idOf(query), relevant: relevant.map(idOf) });
    return false;
  });
  return { training: { ...set, pairs, groups }, judging, heldOutRows: total - pairs.length - groups.length };
}
