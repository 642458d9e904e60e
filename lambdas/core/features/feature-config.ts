/** How products become tokens and numbers. A weight of 0 leaves a field out. */
export interface FeatureConfig {
  /** Words, pairs of neighbouring words and runs of 4 characters of the title. */
  readonly titleWordWeight: number;
  readonly titleBigramWeight: number;
  readonly titleGramWeight: number;
  /** All words of the description together, where all other fields together have 1: long texts do not drown short titles. */
  readonly descriptionWeight: number;
  readonly brandWeight: number;
  /** Every prefix of the category path is a token. */
  readonly categoryWeight: number;
  /** `name=value` of attributes that are words, flags or lists of words. */
  readonly attributeWeight: number;
  /** All numbers together (price, numeric attributes), after log and standardisation. */
  readonly numberWeight: number;
  /** Each given vector, brought to unit length; and the plain `features`, standardised. */
  readonly vectorWeight: number;
  /** A token must occur in so many products of the training catalog to have a row of its own (at least 1). */
  readonly minDocumentFrequency: number;
  /** Rows shared, by hash, by all the tokens that have none of their own (0 ignores those tokens). */
  readonly unknownBuckets: number;
  /** What such tokens weigh beside known ones. A product of nothing but unknown tokens still has an embedding. */
  readonly unknownWeight: number;
  /** The row of its own that a product seen in training has, beside its tokens of total weight 1. */
  readonly identityWeight: number;
}

export const defaultFeatureConfig: FeatureConfig = {
  titleWordWeight: 1,
  titleBigramWeight: 0.3,
  titleGramWeight: 0.1,
  descriptionWeight: 0.4,
  brandWeight: 1,
  categoryWeight: 1,
  attributeWeight: 1,
  numberWeight: 0.3,
  vectorWeight: 1,
  minDocumentFrequency: 2,
  unknownBuckets: 1024,
  unknownWeight: 0.1,
  identityWeight: 1,
};
