import { widthOf } from '../../features/dense-inputs.ts';
import type { FeatureBatch } from '../../features/feature-space.ts';
import type { ModelInput } from '../../model/model.ts';
import type { CounterRandom } from '../../numerics/random.ts';
import { gatherInputs } from './batch-inputs.ts';

/** B products, each twice: with nothing but its words, and with nothing but its given vectors. */
export interface ModalityBatch {
  /** (B) */
  readonly rows: Int32Array;
  readonly texts: FeatureBatch;
  readonly vectors: FeatureBatch;
}

/** Draws products that have words as well as given vectors, and takes the two apart: each is the other's positive. */
export class ModalityPairs {
  readonly #inputs: FeatureBatch;
  /** (F): 1 where a dense input is of a given vector, 0 where it is a number. */
  readonly #ofVector: Float64Array;
  /** The products that have both. */
  readonly #rows: Int32Array;

  /** @param inputs Of all products. */
  constructor(input: ModelInput, inputs: FeatureBatch) {
    this.#inputs = inputs;
    const sources = input.encoder === 'bag' ? input.space.sources : [];
    this.#ofVector = Float64Array.from(
      sources.flatMap((source) => Array<number>(widthOf(source)).fill(source.kind === 'number' ? 0 : 1)),
    );
    this.#rows = Int32Array.from({ length: inputs.B }, (_, row) => row).filter((row) => this.#hasBoth(row));
  }

  /** At most B different products; undefined when fewer than two have both, for then there is no other to tell one from. */
  draw(B: number, random: CounterRandom): ModalityBatch | undefined {
    if (this.#rows.length < 2) return undefined;
    const rows = this.#rows.slice();
    random.shuffle(rows);
    const drawn = rows.subarray(0, Math.min(B, rows.length));
    const [texts, vectors] = [gatherInputs(this.#inputs, drawn), gatherInputs(this.#inputs, drawn)];
    for (const batch of [texts, vectors]) for (const at of batch.identityAt) if (at >= 0) batch.bags.weights[at] = 0;
    texts.dense.fill(0);
    vectors.bags.weights.fill(0);
    const F = this.#ofVector.length;
    for (let i = 0; i < vectors.dense.length; i++) vectors.dense[i]! *= this.#ofVector[i % F]!;
    return { rows: drawn, texts, vectors };
  }

  #hasBoth(row: number): boolean {
    const { bags, dense, identityAt } = this.#inputs;
    const F = this.#ofVector.length;
    const hasVector = this.#ofVector.some((own, f) => own === 1 && dense[row * F + f] !== 0);
    const tokens = bags.offsets[row + 1]! - bags.offsets[row]!;
    return hasVector && tokens > (identityAt[row]! >= 0 ? 1 : 0);
  }
}
