import type { WeightedRows } from '../../likeness/weighted-rows.ts';
import { type HeldOutPairs, LIST_LENGTH } from './held-out-pairs.ts';

/**
 * Finds which positives are among the ten products that a random walk of one or two steps along the targets most often
 * reaches from their anchor. Training makes products alike that share targets, so it also predicts what two steps reach:
 * the partner of a partner, the partner of a product with similar text, or a product with text similar to a partner's.
 * @param buildTargets Returns rows of probabilities for the wanted products (N); other rows are not read.
 * @returns (pairs): 1 if the positive is among the first ten, else 0
 */
export function findByWalk(
  buildTargets: (isWanted: Uint8Array) => WeightedRows,
  N: number,
  { anchors, positives }: Pick<HeldOutPairs, 'anchors' | 'positives'>,
): Float64Array {
  const isWanted = new Uint8Array(N);
  for (const anchor of anchors) isWanted[anchor] = 1;
  const first = buildTargets(isWanted);
  for (const column of first.columns) isWanted[column] = 1;
  const walk = new Walk(buildTargets(isWanted), N);
  return Float64Array.from(anchors, (anchor, pair) => walk.isAmongFirst(anchor, positives[pair]!));
}

/** Where walks from one product end. */
class Walk {
  readonly #targets: WeightedRows;
  /** (N): how often each product is reached. */
  readonly #chances: Float64Array;
  #reached: number[] = [];

  constructor(targets: WeightedRows, N: number) {
    this.#targets = targets;
    this.#chances = new Float64Array(N);
  }

  /** @returns 1 if fewer than ten products are reached more often than the positive, and this is reached; else 0 */
  isAmongFirst(anchor: number, positive: number): 0 | 1 {
    const { offsets, columns, weights } = this.#targets;
    for (let t = offsets[anchor]!; t < offsets[anchor + 1]!; t++) {
      const between = columns[t]!;
      this.#reach(between, weights[t]!);
      for (let u = offsets[between]!; u < offsets[between + 1]!; u++)
        this.#reach(columns[u]!, weights[t]! * weights[u]!);
    }
    const chance = this.#chances[positive]!;
    const ahead = this.#reached.filter((row) => row !== anchor && this.#chances[row]! > chance).length;
    for (const row of this.#reached) this.#chances[row] = 0;
    this.#reached = [];
    return chance > 0 && ahead < LIST_LENGTH ? 1 : 0;
  }

  #reach(row: number, chance: number): void {
    if (this.#chances[row] === 0) this.#reached.push(row);
    this.#chances[row]! += chance;
  }
}
