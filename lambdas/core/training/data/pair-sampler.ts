import type { CounterRandom } from '../../numerics/random.ts';
import { weighTimes } from './evidence-weight.ts';
import { pairKey } from './pair-facts.ts';
import { NO_NEGATIVE, type ProductGroup, type TrainingSet, weightOf } from './training-set.ts';

/** A batch of B pairs, as rows of products. */
export interface PairBatch {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  /** The negative of each pair, or NO_NEGATIVE. */
  readonly negatives: Int32Array;
}

/** A session may return to a product. A pair of twice the same product is drawn again, at most so often. */
const MAX_REDRAWS = 20;

/**
 * Draws pairs from facts, each by its weight:
 * - A pair counts twice its weight and is drawn in either direction.
 * - A triplet is drawn in its own direction. The triplets of one pair together count as so many occurrences of it.
 * - A basket or session counts its weight times its number of products. Its number of pairs would let one large basket
 *   dominate the small ones. A product that stands several times in a row in a session, as when a page is loaded again,
 *   counts once.
 */
export class PairSampler {
  readonly #set: Pick<TrainingSet, 'pairs' | 'groups'>;
  readonly #window: number;
  /** (rows): running sums of the row weights, pairs first, then groups. */
  readonly #cumulative: Float64Array;
  /** Number of pairs that can be drawn; each direction counts. */
  readonly pairCount: number;
  /**
   * Number of occurrences of products in the facts, by weight. As many draws are an epoch: each occurrence is the
   * anchor once, on average.
   */
  readonly occurrenceCount: number;
  /** (products): the probability that a drawn pair has this product as its positive. */
  readonly positiveChance: Float64Array;

  /** @param window The largest distance of two products of a session that form a pair. */
  constructor(set: TrainingSet, window: number) {
    const groups = set.groups.map(dropRepeats);
    this.#set = { pairs: set.pairs, groups };
    this.#window = window;
    this.#cumulative = new Float64Array(set.pairs.length + groups.length);
    this.positiveChance = new Float64Array(set.products.length);
    let sum = 0;
    let pairs = 0;
    const weights = weighDraws(set.pairs);
    set.pairs.forEach((pair, row) => {
      const directions = pair.negative === NO_NEGATIVE ? 2 : 1;
      this.#cumulative[row] = sum += directions * weights[row]!;
      pairs += directions;
      this.positiveChance[pair.positive]! += weights[row]!;
      if (pair.negative === NO_NEGATIVE) this.positiveChance[pair.anchor]! += weights[row]!;
    });
    groups.forEach((group, row) => {
      const { items, kind } = group;
      this.#cumulative[set.pairs.length + row] = sum += weightOf(group) * items.length;
      const partners = kind === 'basket' ? items.length - 1 : Math.min(items.length - 1, 2 * window);
      pairs += items.length * partners;
      for (const item of items) this.positiveChance[item]! += weightOf(group);
    });
    this.pairCount = pairs;
    this.occurrenceCount = sum;
    for (let i = 0; i < this.positiveChance.length; i++) this.positiveChance[i]! /= sum || 1;
  }

  draw(B: number, random: CounterRandom): PairBatch {
    const batch = { anchors: new Int32Array(B), positives: new Int32Array(B), negatives: new Int32Array(B) };
    for (let i = 0; i < B; i++) this.#drawOne(batch, i, random);
    return batch;
  }

  /** Draws pair i of the batch. */
  #drawOne(batch: PairBatch, i: number, random: CounterRandom): void {
    const row = this.#findRow(random.uniform() * this.#cumulative.at(-1)!);
    batch.negatives[i] = NO_NEGATIVE;
    if (row < this.#set.pairs.length) {
      const { anchor, positive, negative } = this.#set.pairs[row]!;
      const isReversed = negative === NO_NEGATIVE && random.integer(2) === 1;
      batch.anchors[i] = isReversed ? positive : anchor;
      batch.positives[i] = isReversed ? anchor : positive;
      batch.negatives[i] = negative;
      return;
    }
    this.#drawFromGroup(this.#set.groups[row - this.#set.pairs.length]!, batch, i, random);
  }

  #drawFromGroup({ items, kind }: ProductGroup, batch: PairBatch, i: number, random: CounterRandom): void {
    const window = kind === 'basket' ? items.length - 1 : this.#window;
    for (let redraw = 0; redraw < MAX_REDRAWS; redraw++) {
      const a = random.integer(items.length);
      const from = Math.max(0, a - window);
      const to = Math.min(items.length - 1, a + window);
      let p = from + random.integer(to - from);
      if (p >= a) p += 1;
      batch.anchors[i] = items[a]!;
      batch.positives[i] = items[p]!;
      if (items[a] !== items[p]) return;
    }
  }

  /** The first row whose running sum is above x. */
  #findRow(x: number): number {
    let low = 0;
    let high = this.#cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cumulative[middle]! > x) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** The session without products that follow themselves; the group itself if there are none. */
function dropRepeats(group: ProductGroup): ProductGroup {
  const items = group.items.filter((item, at) => item !== group.items[at - 1]);
  return items.length === group.items.length ? group : { ...group, items };
}

/** (pairs): the weights of pairs and triplets. A triplet is drawn for its negative, also if its pair is evidence elsewhere. */
function weighDraws(pairs: TrainingSet['pairs']): Float64Array {
  const triplets = new Map<string, number>();
  for (const { anchor, positive, negative } of pairs) {
    if (negative === NO_NEGATIVE) continue;
    const key = pairKey(anchor, positive);
    triplets.set(key, (triplets.get(key) ?? 0) + 1);
  }
  return Float64Array.from(pairs, (pair) => {
    if (pair.negative === NO_NEGATIVE) return weightOf(pair);
    const count = triplets.get(pairKey(pair.anchor, pair.positive))!;
    return weighTimes(count) / count;
  });
}
