import type { Product } from '../catalog/product.ts';
import { words } from '../features/words.ts';
import { portableLog } from '../numerics/portable-math.ts';

/** How much of the shorter title stands in the longer one, rare words counting more. */
export class TitleOverlap {
  readonly #titles: readonly ReadonlySet<string>[];
  readonly #idf = new Map<string, number>();
  readonly #weights: Float64Array;

  constructor(products: readonly Product[]) {
    this.#titles = products.map((product) => new Set(words(product.title ?? '')));
    const frequency = new Map<string, number>();
    for (const title of this.#titles) for (const word of title) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    for (const [word, count] of frequency) this.#idf.set(word, portableLog(1 + products.length / count));
    this.#weights = Float64Array.from(this.#titles, (title) => this.#weightOf(title));
  }

  /** In [0, 1]: IDF of the shared words over that of the lighter title's; 0 when a title has no word. */
  compute(a: number, b: number): number {
    const least = Math.min(this.#weights[a]!, this.#weights[b]!);
    if (least === 0) return 0;
    const inB = this.#titles[b]!;
    return Math.min(1, this.#weightOf([...this.#titles[a]!].filter((word) => inB.has(word))) / least);
  }

  #weightOf(of: Iterable<string>): number {
    let sum = 0;
    for (const word of of) sum += this.#idf.get(word)!;
    return sum;
  }
}
