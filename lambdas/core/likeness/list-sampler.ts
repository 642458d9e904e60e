import type { TargetRows } from '../losses/listwise.ts';
import { portableExp, portableLog } from '../numerics/portable-math.ts';
import type { CounterRandom } from '../numerics/random.ts';
import type { WeightedRows } from './weighted-rows.ts';

/** A batch of anchors, the candidates that they rank, and the target distribution of each ranking. */
export interface ListBatch {
  /** (B): indices of the anchors in `candidates`. */
  readonly anchors: Int32Array;
  /** (C): distinct products in ascending order. */
  readonly candidates: Int32Array;
  readonly targets: TargetRows;
  /** (C): log of the probability that a candidate is in the batch. Absent when all eligible products are candidates. */
  readonly logQ?: Float64Array;
}

export interface ListSamplerOptions {
  /** Target distributions of all N products. */
  readonly targets: WeightedRows;
  /** (N): how often each product is drawn as an anchor, relative to the others; 0 means never. */
  readonly anchorWeights: Float64Array;
  /** (N): 1 for products that are candidates even if they are neither anchors nor targets; none by default. */
  readonly negatives?: Uint8Array;
  /** Limit of candidates per batch. A larger catalog is sampled. */
  readonly maxCandidates: number;
  /** Anchors per batch. */
  readonly batchSize: number;
}

/** The number of most probable targets per anchor that are always among the candidates. */
const SURE_TARGETS = 8;

/** Draws anchors by weight. Their candidates are the whole catalog, or a sample of it that holds their best targets. */
export class ListSampler {
  readonly #options: ListSamplerOptions;
  /** (N): running sums of the anchor weights. */
  readonly #cumulative: Float64Array;
  /** Products that can be candidates: anchors, their targets, and the given negatives. */
  readonly #eligible: Int32Array;
  /** (N): the probability that a product is in a batch as an anchor or a sure target. Undefined without sampling. */
  readonly #sureProbability: Float64Array | undefined;
  /** Number of products that can be anchors. */
  readonly anchorCount: number;

  constructor(options: ListSamplerOptions) {
    this.#options = options;
    const { targets, anchorWeights } = options;
    const N = anchorWeights.length;
    this.#cumulative = new Float64Array(N);
    const isEligible = options.negatives?.slice() ?? new Uint8Array(N);
    let [sum, anchorCount] = [0, 0];
    for (let i = 0; i < N; i++) {
      const weight = targets.offsets[i] === targets.offsets[i + 1] ? 0 : anchorWeights[i]!;
      this.#cumulative[i] = sum += weight;
      if (weight === 0) continue;
      anchorCount += 1;
      isEligible[i] = 1;
      for (let t = targets.offsets[i]!; t < targets.offsets[i + 1]!; t++) isEligible[targets.columns[t]!] = 1;
    }
    this.anchorCount = anchorCount;
    this.#eligible = Int32Array.from(isEligible.keys()).filter((row) => isEligible[row] === 1);
    if (this.#eligible.length > options.maxCandidates) this.#sureProbability = this.#computeSureProbabilities();
  }

  /** Candidates per batch. */
  get candidateCount(): number {
    return Math.min(this.#eligible.length, this.#options.maxCandidates);
  }

  draw(random: CounterRandom): ListBatch {
    const { batchSize, targets } = this.#options;
    const drawn = Int32Array.from({ length: batchSize }, () => this.#drawAnchor(random.uniform()));
    const candidates = this.#sureProbability ? this.#sample(drawn, random) : this.#eligible;
    const placeOf = new Map(Array.from(candidates, (row, place) => [row, place]));
    return {
      anchors: drawn.map((row) => placeOf.get(row)!),
      candidates,
      targets: selectTargets(targets, drawn, placeOf),
      ...(this.#sureProbability && { logQ: this.#computeLogQ(candidates, this.#sureProbability) }),
    };
  }

  /** The first product whose running sum is above the given share of the total. */
  #drawAnchor(uniform: number): number {
    const goal = uniform * this.#cumulative.at(-1)!;
    let [low, high] = [0, this.#cumulative.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#cumulative[middle]! > goal) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #sureTargets(anchor: number): Int32Array {
    const { offsets, columns } = this.#options.targets;
    return columns.subarray(offsets[anchor]!, Math.min(offsets[anchor + 1]!, offsets[anchor]! + SURE_TARGETS));
  }

  /** Anchors, their sure targets, and random eligible products. */
  #sample(drawn: Int32Array, random: CounterRandom): Int32Array {
    const rows = new Set<number>(drawn);
    for (const anchor of drawn) for (const row of this.#sureTargets(anchor)) rows.add(row);
    const { length } = this.#eligible;
    for (let i = rows.size; i < this.#options.maxCandidates; i++) rows.add(this.#eligible[random.integer(length)]!);
    return Int32Array.from(rows).sort();
  }

  /** The probability of at least one draw: 1 - e^-(expected draws). */
  #computeSureProbabilities(): Float64Array {
    const { batchSize } = this.#options;
    const expected = new Float64Array(this.#cumulative.length);
    const total = this.#cumulative.at(-1)!;
    for (let i = 0; i < expected.length; i++) {
      const draws = (batchSize * (this.#cumulative[i]! - (this.#cumulative[i - 1] ?? 0))) / total;
      if (draws === 0) continue;
      expected[i]! += draws;
      for (const row of this.#sureTargets(i)) expected[row]! += draws;
    }
    return expected.map((draws) => 1 - portableExp(-draws));
  }

  #computeLogQ(candidates: Int32Array, sure: Float64Array): Float64Array {
    const fill = Math.min(1, this.#options.maxCandidates / this.#eligible.length);
    return Float64Array.from(candidates, (row) => portableLog(sure[row]! + (1 - sure[row]!) * fill));
  }
}

/** The anchors' targets among the candidates, renormalized to sum to 1. */
function selectTargets(targets: WeightedRows, drawn: Int32Array, placeOf: ReadonlyMap<number, number>): TargetRows {
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
