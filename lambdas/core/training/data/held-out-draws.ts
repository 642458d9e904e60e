import type { CounterRandom } from '../../numerics/random.ts';
import { type Candidate, drawOfFact, HELD_OUT_STREAM, type HeldOutOptions, sortIds } from './held-out-rule.ts';
import { pairKey } from './pair-facts.ts';
import type { PairRow, ProductGroup, TrainingSet } from './training-set.ts';

/** A row that may be held out. */
export interface Drawn<Row> extends Candidate {
  readonly row: Row;
  /** The random stream of the fact, after the draw. */
  readonly random: CounterRandom;
}

/** The rows of a set that may be held out. */
export interface DrawnRows {
  readonly pairs: readonly Drawn<PairRow>[];
  readonly groups: readonly Drawn<ProductGroup>[];
}

/** Draws for each row that may be held out: rows between products of the catalog that are not derived from others. */
export function drawRows(
  { products, catalogSize, pairs, groups }: TrainingSet,
  { seed, stream = HELD_OUT_STREAM }: Pick<HeldOutOptions, 'seed' | 'stream'>,
): DrawnRows {
  const draw = <Row extends PairRow | ProductGroup>(row: Row, of: ArrayLike<number>, isOrdered: boolean) => {
    const rows = Array.from(of);
    if (row.neverHeldOut || rows.some((product) => product >= catalogSize)) return [];
    const ids = rows.map((product) => products[product]!.id);
    const random = drawOfFact(seed, stream, isOrdered ? ids : sortIds(ids));
    return [{ row, at: row.at, draw: random.uniform(), random }];
  };
  return {
    pairs: pairs.flatMap((row) => draw(row, [row.anchor, row.positive], false)),
    groups: groups.flatMap((row) => draw(row, row.items, row.kind === 'session')),
  };
}

/** The first row of each pair of products: triplets of one pair are one fact. */
export function distinctPairs(drawn: readonly Drawn<PairRow>[]): Drawn<PairRow>[] {
  const first = new Map<string, Drawn<PairRow>>();
  for (const one of drawn) {
    const key = pairKey(one.row.anchor, one.row.positive);
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}
