import type { Product } from '../catalog/product.ts';
import type { Reals } from '../numerics/reals.ts';
import type { TokenBags } from '../numerics/token-bags.ts';
import { findListSteps, formatListStep } from './category-tokens.ts';
import {
  computeDenseInputs,
  type DenseSource,
  fitDenseSources,
  getSourceWeight,
  getSourceWidth,
} from './dense-inputs.ts';
import { CURRENT_READING, type FeatureConfig, type FeatureReading } from './feature-config.ts';
import { ModelInputError } from './feature-error.ts';
import { FeatureSelector } from './feature-selector.ts';
import type { PlainSource, VectorSource } from './given-vectors.ts';
import {
  countProductTokens,
  type FieldValues,
  formatToken,
  readTokenFields,
  type TokenCatalog,
  type TokenField,
  tokenFieldNames,
} from './product-tokens.ts';
import { isQuery } from './search-text.ts';
import { TokenReader } from './token-reader.ts';
import { withShares } from './vector-shares.ts';
import { type Vocabulary, VocabularyBuilder } from './vocabulary.ts';

/** The inputs of the encoder for a batch of B products. */
export interface FeatureBatch {
  readonly B: number;
  readonly bags: TokenBags;
  /** (B): the place of the product's identity among the tokens, or -1. Training drops identities at random. */
  readonly identityAt: Int32Array;
  /** (B, F): float64 as read from products, float32 for SIMD kernels. */
  readonly dense: Reals;
  /**
   * The rows that tokens without a row of their own share, from the first (inclusive) to the last (exclusive). Default:
   * none.
   */
  readonly sharedRows?: readonly [from: number, to: number];
}

/** How the tokens of categories that are steps at any place begin. */
const LIST_STEP = formatToken('category', formatListStep(''));

/** Turns products into the encoder's inputs. It is fitted once on the training catalog and is part of the model. */
export class FeatureSpace {
  readonly config: FeatureConfig;
  readonly vocabulary: Vocabulary;
  /** Ids of the products with their own row, in the order of the rows. */
  readonly identities: readonly string[];
  readonly sources: readonly DenseSource[];
  /** F: the number of dense inputs. */
  readonly denseWidth: number;
  readonly reading: FeatureReading;
  readonly #identityRows: ReadonlyMap<string, number>;
  readonly #reader: TokenReader;
  readonly #selector: FeatureSelector;
  readonly #catalog: TokenCatalog;

  /** @param reading Default: that of new models. */
  constructor(
    config: FeatureConfig,
    vocabulary: Vocabulary,
    identities: readonly string[],
    sources: readonly DenseSource[],
    reading: FeatureReading = CURRENT_READING,
  ) {
    this.config = config;
    this.reading = reading;
    this.#selector = new FeatureSelector(config, reading);
    const listed = vocabulary.tokens.filter((token) => token.startsWith(LIST_STEP));
    const listSteps = new Set(listed.map((token) => token.slice(LIST_STEP.length)));
    this.#catalog = { sources, reading, isListStep: (step) => listSteps.has(step) };
    this.vocabulary = vocabulary;
    this.identities = identities;
    this.sources = sources;
    this.#reader = new TokenReader(vocabulary, config.unknownWeight, reading);
    this.denseWidth = sources.reduce((sum, source) => sum + getSourceWidth(source), 0);
    this.#identityRows = new Map(identities.map((id, i) => [id, vocabulary.rows + i]));
  }

  /** T: the number of rows of the token table: known tokens, buckets for unknown ones, identities. */
  get tableRows(): number {
    return this.vocabulary.rows + this.identities.length;
  }

  /** The given vectors and the plain features, each with its first dense input and its weight. */
  listVectorInputs(): { source: VectorSource | PlainSource; at: number; weight: number }[] {
    const numbers = this.sources.filter(({ kind }) => kind === 'number').length;
    let at = 0;
    return this.sources.flatMap((source) => {
      const from = at;
      at += getSourceWidth(source);
      return source.kind === 'number'
        ? []
        : [{ source, at: from, weight: getSourceWeight(source, this.config, numbers) }];
    });
  }

  /** The product without what the model does not learn from: equal ones have equal inputs. */
  selectFeatures(product: Product): Product {
    return this.#selector.select(product);
  }

  /** The values of the token fields of a product, from which `extract` makes its bag. */
  readTokenFields(product: Product): FieldValues[] {
    return readTokenFields(this.selectFeatures(product), this.config, this.#catalog);
  }

  /** Reads a batch. @throws ModelInputError if a vector has another width than in training, or is not finite. */
  extract(products: readonly Product[]): FeatureBatch {
    const tokens: number[] = [];
    const weights: number[] = [];
    const offsets = new Int32Array(products.length + 1);
    const identityAt = new Int32Array(products.length).fill(-1);
    const dense = new Float64Array(products.length * this.denseWidth);
    products.forEach((given, i) => {
      const product = this.selectFeatures(given);
      this.#reader.read(readTokenFields(product, this.config, this.#catalog), tokens, weights, isQuery(given));
      const identity = this.#identityRows.get(product.id);
      if (identity !== undefined) {
        identityAt[i] = tokens.length;
        tokens.push(identity);
        weights.push(this.config.identityWeight);
      }
      offsets[i + 1] = tokens.length;
      this.#writeDense(product, i, dense);
    });
    return {
      B: products.length,
      bags: { offsets, tokens: Int32Array.from(tokens), weights: Float32Array.from(weights) },
      identityAt,
      dense,
      sharedRows: [this.vocabulary.tokens.length, this.vocabulary.rows],
    };
  }

  /**
   * Reads each token field of a batch alone, in one pass: its tokens with a row of their own, scaled to length 1. These
   * are the bags of a space that was fitted with this field alone and no buckets, but for the numbers of the rows.
   */
  extractFields(products: readonly Product[]): ReadonlyMap<TokenField, TokenBags> {
    const read = new Map(
      tokenFieldNames.map((field) => [
        field,
        { offsets: new Int32Array(products.length + 1), tokens: [] as number[], weights: [] as number[] },
      ]),
    );
    products.forEach((given, i) => {
      for (const one of this.readTokenFields(given)) {
        const { tokens, weights } = read.get(one.field)!;
        this.#reader.readAlone(one, tokens, weights);
      }
      for (const { offsets, tokens } of read.values()) offsets[i + 1] = tokens.length;
    });
    return new Map(
      [...read].map(([field, { offsets, tokens, weights }]) => [
        field,
        { offsets, tokens: Int32Array.from(tokens), weights: Float32Array.from(weights) },
      ]),
    );
  }

  #writeDense(product: Product, i: number, dense: Float64Array): void {
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
      const weight = getSourceWeight(source, this.config, numbers);
      for (let f = 0; f < inputs.length; f++) dense[at + f] = weight * inputs[f]!;
      at += inputs.length;
    }
  }
}

/**
 * Fits a feature space on a catalog. @param identities Ids of the products in the training data, which may get their
 * own rows.
 * @param given The configuration. Its weight of words of all fields is left out of the model if the catalog has words in
 * one field alone, where they are tokens already.
 * @param vectorWeights The weights of given vectors by name; default `vectorWeight` of the configuration.
 */
export function fitFeatureSpace(
  products: readonly Product[],
  identities: readonly string[],
  given: FeatureConfig,
  vectorWeights: Readonly<Record<string, number>> = {},
): FeatureSpace {
  const selector = new FeatureSelector(given, CURRENT_READING);
  const learned = products.map((product) => selector.select(product));
  const config = hasWordsToMeet(learned) ? given : { ...given, wordWeight: 0 };
  const weighted = fitDenseSources(learned, config.numberBinWeight > 0).map((source) =>
    source.kind === 'vector' && vectorWeights[source.name] !== undefined
      ? { ...source, weight: vectorWeights[source.name]! }
      : source,
  );
  const sources = withShares(weighted, learned, config.vectorWeight);
  const builder = new VocabularyBuilder();
  const listSteps = findListSteps(learned);
  const catalog = { sources, isListStep: (step: string) => listSteps.has(step) };
  for (const product of learned) builder.add(countProductTokens(product, config, catalog).keys());
  const vocabulary = builder.build(config.minDocumentFrequency, config.unknownBuckets);
  return new FeatureSpace(config, vocabulary, config.identityWeight > 0 ? identities : [], sources);
}

/** Whether a catalog has words in two of the fields that `wordWeight` joins. */
function hasWordsToMeet(products: readonly Product[]): boolean {
  const fields = [
    ({ title }: Product) => title,
    ({ brand }: Product) => brand,
    ({ category }: Product) => category,
    ({ attributes }: Product) => Object.values(attributes ?? {}).some((value) => typeof value !== 'number'),
  ];
  return fields.filter((read) => products.some(read)).length >= 2;
}
