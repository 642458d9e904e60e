import type { CounterRandom } from '../../numerics/random.ts';
import { NO_NEGATIVE, type TrainingSet } from './training-set.ts';

/** B pairs, as rows of products; negatives are rows or NO_NEGATIVE. */
export interface PairBatch {
  readonly anchors: Int32Array;
  readonly positives: Int32Array;
  readonly negatives: Int32Array;
}

/** Pairs of the two same products (a session may hold one twice) are drawn again so often at most. */
const MAX_REDRAWS = 20;

/**
 * Draws pairs from training rows: a pair in either direction with weight 2, two places of a basket or of a session's
 * window with the number of its products as weight, so that one large basket does not drown the small ones.
 */
export class PairSampler {
  readonly #set: TrainingSet;
  readonly #window: number;
  /** (rows): running sums of the weights, pairs first and then groups. */
  readonly #cumulative: Float64Array;
  /** All the pairs there are, each direction counted. */
  readonly pairCount: number;
  /** All the places of products in the rows: as many draws make each the anchor once, on average. An epoch. */
  readonly occurrenceCount: number;
  /** (products): the chance that a drawn pair has this product as its positive. */
  readonly positiveChance: Float64Array;

  /** @param window Products of a session at most so many places apart are a pair. */
  constructor(set: TrainingSet, window: number) {
    this.#set = set;
    this.#window = window;
    this.#cumulative = new Float64Array(set.pairs.length + set.groups.length);
    this.positiveChance = new Float64Array(set.products.length);
    let sum = 0;
    let pairs = 0;
    set.pairs.forEach((pair, row) => {
      this.#cumulative[row] = sum += pair.negative === NO_NEGATIVE ? 2 : 1;
      pairs += pair.negative === NO_NEGATIVE ? 2 : 1;
      this.positiveChance[pair.positive]! += 1;
      if (pair.negative === NO_NEGATIVE) this.positiveChance[pair.anchor]! += 1;
    });
    set.groups.forEach(({ items, kind }, row) => {
      this.#cumulative[set.pairs.length + row] = sum += items.length;
      const partners = kind === 'basket' ? items.length - 1 : Math.min(items.length - 1, 2 * window);
      pairs += items.length * partners;
      for (const item of items) this.positiveChance[item]! += 1;
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

  #drawOne(batch: PairBatch, i: number, random: CounterRandom): void {
    const row = this.#rowAt(random.uniform() * this.#cumulative.at(-1)!);
    batch.negatives[i] = NO_NEGATIVE;
    if (row < this.#set.pairs.length) {
      const { anchor, positive, negative } = this.#set.pairs[row]!;
      const turned = negative === NO_NEGATIVE && random.integer(2) === 1;
      batch.anchors[i] = turned ? positive : anchor;
      batch.positives[i] = turned ? anchor : positive;
      batch.negatives[i] = negative;
      return;
    }
    const { items, kind } = this.#set.groups[row - this.#set.pairs.length]!;
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
  #rowAt(x: number): number {
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
