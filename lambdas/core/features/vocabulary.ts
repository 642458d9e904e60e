import { portableLog } from '../numerics/portable-math.ts';
import { hashText } from '../numerics/random.ts';
import type { FeatureReading } from './feature-config.ts';

/** The tokens with their own rows, and their weights. The rows are in the order of the tokens' code units. */
export class Vocabulary {
  readonly tokens: readonly string[];
  /** (tokens): log(1 + products / products with the token). */
  readonly idf: Float32Array;
  readonly unknownBuckets: number;
  /** The IDF of a token without a row: the largest of all, and 1 if no token has a row. */
  readonly unknownIdf: number;
  readonly #rows: ReadonlyMap<string, number>;

  constructor(tokens: readonly string[], idf: Float32Array, unknownBuckets: number) {
    this.tokens = tokens;
    this.idf = idf;
    this.unknownBuckets = unknownBuckets;
    this.unknownIdf = idf.length === 0 ? 1 : idf.reduce((largest, one) => Math.max(largest, one), 0);
    this.#rows = new Map(tokens.map((token, row) => [token, row]));
  }

  /** The number of rows: the known tokens, then the buckets. */
  get rows(): number {
    return this.tokens.length + this.unknownBuckets;
  }

  /** A hash of the tokens in order. Parameters can only be used with the vocabulary that they were trained with. */
  get hash(): number {
    return this.tokens.reduce((hash, token) => hashText(`${token}\n`, hash), hashText(String(this.unknownBuckets)));
  }

  /** Whether a token has its own row. */
  has(token: string): boolean {
    return this.#rows.has(token);
  }

  /** The row of a token: its own, or a bucket by hash; -1 if there are no buckets. */
  rowOf(token: string): number {
    const known = this.#rows.get(token);
    if (known !== undefined) return known;
    return this.unknownBuckets === 0 ? -1 : this.tokens.length + (hashText(token) % this.unknownBuckets);
  }

  /**
   * A second bucket of a token that has no row of its own, by an independent hash; -1 for others. Of 1,024, two rare
   * tokens share both twice in a million, so hardly one looks like another (Svenstrup et al. 2017, "Hash embeddings").
   * With one bucket there is no second one.
   * @param reading In reading 3 both buckets of a token are the same one once in 1,024: such a token weighs more, by the
   * root of two.
   */
  secondRowOf(token: string, reading: FeatureReading): number {
    const buckets = this.unknownBuckets;
    if (reading < 3 || buckets === 0 || this.#rows.has(token)) return -1;
    const hash = hashText(token);
    if (reading === 3) return this.tokens.length + (mixBits(hash) % buckets);
    if (buckets === 1) return -1;
    return this.tokens.length + (((hash % buckets) + 1 + (mixBits(hash) % (buckets - 1))) % buckets);
  }

  /** The IDF of the token or bucket of a row. */
  idfOf(row: number): number {
    return row < this.tokens.length ? this.idf[row]! : this.unknownIdf;
  }
}

/** The last step of MurmurHash3: every bit of the result depends on every bit of the number (Appleby 2011). */
function mixBits(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Counts in how many products each token occurs, and builds a vocabulary of the frequent tokens. */
export class VocabularyBuilder {
  readonly #documentFrequency = new Map<string, number>();
  #products = 0;

  /** Counts one product. @param tokens Its distinct tokens. */
  add(tokens: Iterable<string>): void {
    this.#products += 1;
    for (const token of tokens) this.#documentFrequency.set(token, (this.#documentFrequency.get(token) ?? 0) + 1);
  }

  /** Builds the vocabulary of the tokens that occur in at least `minDocumentFrequency` products. */
  build(minDocumentFrequency: number, unknownBuckets: number): Vocabulary {
    const kept = [...this.#documentFrequency].filter(([, frequency]) => frequency >= minDocumentFrequency);
    kept.sort(([a], [b]) => (a < b ? -1 : 1));
    const idf = Float32Array.from(kept, ([, frequency]) => portableLog(1 + this.#products / frequency));
    return new Vocabulary(
      kept.map(([token]) => token),
      idf,
      unknownBuckets,
    );
  }
}
