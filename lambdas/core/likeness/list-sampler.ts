import type { TargetRows } from '../losses/listwise-slopes.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { CounterRandom } from '../numerics/random.ts';
import type { WeightedRows } from './weighted-rows.ts';

/** Anchors with the candidates that they are ranked among, and what the ranking should be. */
export interface ListBatch {
  /** (B): places of the anchors among the candidates. */
  readonly anchors: Int32Array;
  /** (C): rows of products, each once, in rising order. */
  readonly candidates: Int32Array;
  readonly targets: TargetRows;
  /** (C): log of the chance that a candidate is in the batch, where not all are. */
  readonly logQ?: Float64Array;
}

/** What can be drawn. */
export interface ListSamplerOptions {
  /** Target distributions of all N products. */
  readonly targets: WeightedRows;
  /** (N): how often each product is an anchor, in relation to the others; 0: never. */
  readonly anchorWeights: Float64Array;
  /** (N): 1 for products that are candidates though they are neither anchors nor targets; none by default. */
  readonly negatives?: Uint8Array;
  /** Candidates of a batch, at most: beyond, a sample takes the catalog's place. */
  readonly maxCandidates: number;
  /** Anchors of a batch. */
  readonly batchSize: number;
}

/** Of each anchor, so many of the likeliest targets are always among the candidates. */
const SURE_TARGETS = 8;

/** Draws anchors by weight, and gives them the whole catalog as candidates, or a sample of it that holds their best targets. */
export class ListSampler {
  readonly #lists: ListSamplerOptions;
  readonly #cumulative: Float64Array;
  /** Rows that take part: anchors and their targets. */
  readonly #taking: Int32Array;
  /** (N): the chance that a product is in a batch as an anchor or a sure target. */
  readonly #sureChance: Float64Array | undefined;
  /** Products that can be anchors. */
  readonly anchorCount: number;

  constructor(lists: ListSamplerOptions) {
    this.#lists = lists;
    const { targets, anchorWeights } = lists;
    const N = anchorWeights.length;
    this.#cumulative = new Float64Array(N);
    const takes = lists.negatives?.slice() ?? new Uint8Array(N);
    let [sum, anchors] = [0, 0];
    for (let i = 0; i < N; i++) {
      const weight = targets.offsets[i] === targets.offsets[i + 1] ? 0 : anchorWeights[i]!;
      this.#cumulative[i] = sum += weight;
      if (weight === 0) continue;
      anchors += 1;
      takes[i] = 1;
      for (let t = targets.offsets[i]!; t < targets.offsets[i + 1]!; t++) takes[targets.columns[t]!] = 1;
    }
    this.anchorCount = anchors;
    this.#taking = Int32Array.from(takes.keys()).filter((row) => takes[row] === 1);
    if (this.#taking.length > lists.maxCandidates) this.#sureChance = this.#sureChances();
  }

  /** Candidates of a batch. */
  get candidateCount(): number {
    return Math.min(this.#taking.length, this.#lists.maxCandidates);
  }

  /** Products that are candidates of some batch or other. */
  get eligibleCount(): number {
    return this.#taking.length;
  }

  draw(random: CounterRandom): ListBatch {
    const { batchSize, targets } = this.#lists;
    const drawn = Int32Array.from({ length: batchSize }, () => this.#anchorAt(random.uniform()));
    const candidates = this.#sureChance ? this.#sample(drawn, random) : this.#taking;
    const placeOf = new Map(Array.from(candidates, (row, place) => [row, place]));
    return {
      anchors: drawn.map((row) => placeOf.get(row)!),
      candidates,
      targets: targetsAmong(targets, drawn, placeOf),
      ...(this.#sureChance && { logQ: this.#logQOf(candidates, this.#sureChance) }),
    };
  }

  #anchorAt(uniform: number): number {
    const goal = uniform * this.#cumulative.at(-1)!;
    let [low, high] = [0, this.#cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cumulative[middle]! > goal) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sureOf(anchor: number): Int32Array {
    const { offsets, columns } = this.#lists.targets;
    return columns.subarray(offsets[anchor]!, Math.min(offsets[anchor + 1]!, offsets[anchor]! + SURE_TARGETS));
  }

  #sample(drawn: Int32Array, random: CounterRandom): Int32Array {
    const rows = new Set<number>(drawn);
    for (const anchor of drawn) for (const row of this.#sureOf(anchor)) rows.add(row);
    const { length } = this.#taking;
    for (let i = rows.size; i < this.#lists.maxCandidates; i++) rows.add(this.#taking[random.integer(length)]!);
    return Int32Array.from(rows).sort();
  }

  /** The chance to be drawn at least once: 1 - e^-(expected draws). */
  #sureChances(): Float64Array {
    const { batchSize } = this.#lists;
    const expected = new Float64Array(this.#cumulative.length);
    const total = this.#cumulative.at(-1)!;
    for (let i = 0; i < expected.length; i++) {
      const draws = (batchSize * (this.#cumulative[i]! - (this.#cumulative[i - 1] ?? 0))) / total;
      if (draws === 0) continue;
      expected[i]! += draws;
      for (const row of this.#sureOf(i)) expected[row]! += draws;
    }
    return expected.map((draws) => 1 - portableExp(-draws));
  }

  #logQOf(candidates: Int32Array, sureChance: Float64Array): Float64Array {
    const fill = Math.min(1, this.#lists.maxCandidates / this.#taking.length);
    return Float64Array.from(candidates, (row) => portableLog(sureChance[row]! + (1 - sureChance[row]!) * fill));
  }
}

/** The anchors' targets that are among the candidates, as chances that add up to 1. */
function targetsAmong(targets: WeightedRows, drawn: Int32Array, placeOf: ReadonlyMap<number, number>): TargetRows {
  const offsets = new Int32Array(drawn.length + 1);
  const columns: number[] = [];
  const chances: number[] = [];
  drawn.forEach((anchor, i) => {
    const from = columns.length;
    let sum = 0;
    for (let t = targets.offsets[anchor]!; t < targets.offsets[anchor + 1]!; t++) {
      const place = placeOf.get(targets.columns[t]!);
      if (place === undefined) continue;
      columns.push(place);
      chances.push(targets.weights[t]!);
      sum += targets.weights[t]!;
    }
    for (let t = from; t < chances.length; t++) chances[t]! /= sum;
    offsets[i + 1] = columns.length;
  });
  return { offsets, columns: Int32Array.from(columns), chances: Float32Array.from(chances) };
}
