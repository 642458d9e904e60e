import type { JudgingRow } from '../catalog/training-row.ts';
import { CounterRandom } from '../random.ts';
import type { TrainingSet } from './training-set.ts';

/** More held-out rows than this make the figures no surer that it would be worth the training data. */
const MAX_HELD_OUT_ROWS = 1000;

export interface HeldOutSplit {
  readonly training: TrainingSet;
  /** What the held-out rows say of likeness: of a pair, anchor -> positive; of a group, its last product but one -> its last (session) or one product -> the others (basket). */
  readonly judging: readonly JudgingRow[];
  readonly heldOutRows: number;
}

/**
 * Splits rows off at random, by the seed. Only rows between products of the catalog are judged on.
 * @param fraction Of all rows, in [0, 0.5]. @param stream What is drawn from: splits of other names are others.
 */
export function splitHeldOut(
  set: TrainingSet,
  fraction: number,
  seed: number,
  stream = 'held-out split',
): HeldOutSplit {
  const random = new CounterRandom(seed, stream);
  const total = set.pairs.length + set.groups.length;
  const share = Math.min(fraction, MAX_HELD_OUT_ROWS / Math.max(total, 1));
  const judging: JudgingRow[] = [];
  const idOf = (row: number) => set.products[row]!.id;
  const pairs = set.pairs.filter((pair) => {
    if (random.uniform() >= share) return true;
    if (Math.max(pair.anchor, pair.positive) >= set.catalogSize) return true;
    judging.push({ query: idOf(pair.anchor), relevant: [idOf(pair.positive)] });
    return false;
  });
  const groups = set.groups.filter((group) => {
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
