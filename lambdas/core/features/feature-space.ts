import type { Product } from '../catalog/product.ts';
import type { TokenBags } from '../numerics/embedding-bag.ts';
import type { Reals } from '../numerics/reals.ts';
import { computeDenseInputs, type DenseSource, fitDenseSources, getSourceWidth } from './dense-inputs.ts';
import type { FeatureConfig } from './feature-config.ts';
import { ModelInputError } from './feature-error.ts';
import { countProductTokens, readTokenFields } from './product-tokens.ts';
import { TokenReader } from './token-reader.ts';
import { type Vocabulary, VocabularyBuilder } from './vocabulary.ts';

/** What the encoder reads of a batch of B products. */
export interface FeatureBatch {
  readonly B: number;
  readonly bags: TokenBags;
  /** (B): where in the bag the product's identity stands, or -1: training drops it now and then. */
  readonly identityAt: Int32Array;
  /** (B, F): float64 as products are read, float32 where SIMD kernels work on them. */
  readonly dense: Reals;
}

/** From products to the encoder's inputs: fitted once on the training catalog, and kept in the model. */
export class FeatureSpace {
  readonly config: FeatureConfig;
  readonly vocabulary: Vocabulary;
  /** Ids of the products that have a row of their own, in the order of their rows. */
  readonly identities: readonly string[];
  readonly sources: readonly DenseSource[];
  /** F: dense inputs. */
  readonly denseWidth: number;
  readonly #identityRows: ReadonlyMap<string, number>;
  readonly #reader: TokenReader;

  constructor(
    config: FeatureConfig,
    vocabulary: Vocabulary,
    identities: readonly string[],
    sources: readonly DenseSource[],
  ) {
    this.config = config;
    this.vocabulary = vocabulary;
    this.identities = identities;
    this.sources = sources;
    this.#reader = new TokenReader(vocabulary, config.unknownWeight);
    this.denseWidth = sources.reduce((sum, source) => sum + getSourceWidth(source), 0);
    this.#identityRows = new Map(identities.map((id, i) => [id, vocabulary.rows + i]));
  }

  /** T: rows of the token table: known tokens, buckets for unknown ones, identities. */
  get tableRows(): number {
    return this.vocabulary.rows + this.identities.length;
  }

  /** @throws ModelInputError when a vector does not have the width that the space was fitted on, or is not finite. */
  extract(products: readonly Product[]): FeatureBatch {
    const tokens: number[] = [];
    const weights: number[] = [];
    const offsets = new Int32Array(products.length + 1);
    const identityAt = new Int32Array(products.length).fill(-1);
    const dense = new Float64Array(products.length * this.denseWidth);
    products.forEach((product, i) => {
      this.#reader.read(readTokenFields(product, this.config, this.sources), tokens, weights);
      const identity = this.#identityRows.get(product.id);
      if (identity !== undefined) {
        identityAt[i] = tokens.length;
        tokens.push(identity);
        weights.push(this.config.identityWeight);
      }
      offsets[i + 1] = tokens.length;
      this.#setDense(product, i, dense);
    });
    return {
      B: products.length,
      bags: { offsets, tokens: Int32Array.from(tokens), weights: Float32Array.from(weights) },
      identityAt,
      dense,
    };
  }

  #setDense(product: Product, i: number, dense: Float64Array): void {
    const numbers = this.sources.filter((source) => source.kind === 'number').length;
    let at = i * this.denseWidth;
    for (const source of this.sources) {
      const inputs = computeDenseInputs(product, source);
      const name = source.kind === 'features' ? 'features' : source.name;
      if (!(inputs instanceof Float64Array)) {
        throw new ModelInputError(
          'wrong-dimension',
          i,
          `${name} has ${inputs.found} numbers, expected ${inputs.expected}`,
        );
      }
      if (!inputs.every(Number.isFinite)) throw new ModelInputError('not-finite', i, `${name} is not finite`);
      const { numberWeight, vectorWeight } = this.config;
      const weight = source.kind === 'number' ? numberWeight / Math.sqrt(numbers) : vectorWeight;
      for (let f = 0; f < inputs.length; f++) dense[at + f] = weight * inputs[f]!;
      at += inputs.length;
    }
  }
}

/** Fits a space on a catalog. `identities` are the ids of the products that training data speaks of. */
export function fitFeatureSpace(
  products: readonly Product[],
  identities: readonly string[],
  config: FeatureConfig,
): FeatureSpace {
  const sources = fitDenseSources(products, config.numberBinWeight > 0);
  const builder = new VocabularyBuilder();
  for (const product of products) builder.add(countProductTokens(product, config, sources).keys());
  const vocabulary = builder.build(config.minDocumentFrequency, config.unknownBuckets);
  return new FeatureSpace(config, vocabulary, config.identityWeight > 0 ? identities : [], sources);
}
