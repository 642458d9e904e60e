/**
 * How products become tokens and numbers. The weight of a field of text is its share of the cosine of two untrained products
 * that both have it, beside the shares of their other fields; 0 leaves it out.
 */
export interface FeatureConfig {
  /** Words of the title; words and neighbours written as one; runs of 3 to 5 characters of words. */
  readonly titleWordWeight: number;
  readonly titleCompoundWeight: number;
  readonly titleGramWeight: number;
  /** Words of the description. */
  readonly descriptionWeight: number;
  /** Words of title, brand and description in one, so that what one shop puts in the title meets what another describes. */
  readonly textWeight: number;
  readonly brandWeight: number;
  /** Every prefix of the category path is a token. */
  readonly categoryWeight: number;
  /** `name=value` of attributes that are words, flags or lists of words. */
  readonly attributeWeight: number;
  /** All numbers together (price, numeric attributes), after log and standardisation. */
  readonly numberWeight: number;
  /** The same numbers as tokens, by quantile bins of the training catalog (number-bins.ts): what a straight line cannot say of a price. */
  readonly numberBinWeight: number;
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
  titleCompoundWeight: 0.5,
  titleGramWeight: 0.5,
  descriptionWeight: 0.2,
  textWeight: 0.3,
  brandWeight: 0.5,
  categoryWeight: 1,
  attributeWeight: 1,
  numberWeight: 0.1,
  numberBinWeight: 0,
  vectorWeight: 1,
  minDocumentFrequency: 2,
  unknownBuckets: 1024,
  unknownWeight: 0.1,
  identityWeight: 1,
};
