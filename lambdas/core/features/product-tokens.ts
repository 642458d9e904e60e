import { listCategoryPaths } from '../catalog/category-paths.ts';
import type { Product } from '../catalog/product.ts';
import { listCategoryTokens } from './category-tokens.ts';
import { type DenseSource, readBinTokens } from './dense-inputs.ts';
import { CURRENT_READING, type FeatureConfig, type FeatureNumberName, type FeatureReading } from './feature-config.ts';
import { readModelNumbers } from './model-numbers.ts';
import { foldPlural } from './plurals.ts';
import { isSize, readSizes } from './sizes.ts';
import {
  foldWritten,
  joinNeighbours,
  joinWords,
  pairHangul,
  splitCharacterGrams,
  splitWords,
  splitWrittenWords,
} from './words.ts';

/** What the values of a token field are computed from. */
interface TokenInputs {
  readonly product: Product;
  /** Words of a text, by the reading. */
  readonly split: (text: string) => string[];
  /** Splits Korean words into pairs of syllables, by the reading. */
  readonly pair: (words: readonly string[]) => readonly string[];
  /** Words of the title. */
  readonly title: readonly string[];
  /** Words of the description. */
  readonly description: readonly string[];
  /** Title and description with their signs, if they have a number. */
  readonly numbered: readonly string[];
  readonly catalog: Required<TokenCatalog>;
}

/** What was fitted on the training catalog, and how its products are read. */
export interface TokenCatalog {
  /** Dense inputs; those with bin edges give tokens. Default: none. */
  readonly sources?: readonly DenseSource[];
  /** Default: that of new models. */
  readonly reading?: FeatureReading;
  /** Whether a category is a step at any place of a path (`findListSteps`). Default: none. */
  readonly isListStep?: (step: string) => boolean;
}

/** One way to make tokens of a product. */
interface TokenFieldSpec {
  /** The setting that holds its weight; 0 leaves the field out. */
  readonly weight: FeatureNumberName;
  /** What the shop gives. Fields of one `given` are present or missing together. */
  readonly given: 'title' | 'description' | 'brand' | 'category' | 'attribute' | 'number';
  /** The values, in their order and as often as they occur. */
  readonly readValues: (inputs: TokenInputs) => readonly string[];
}

/**
 * The token fields, in the order in which a product's tokens are read. Their weights and meanings: feature-config.ts.
 */
export const tokenFields = {
  title: { weight: 'titleWordWeight', given: 'title', readValues: ({ title, pair }) => pair(title) },
  compound: { weight: 'titleCompoundWeight', given: 'title', readValues: ({ title }) => joinNeighbours(title) },
  // The values of `gram` are words; each stands for its runs of characters (`splitGrams`).
  gram: { weight: 'titleGramWeight', given: 'title', readValues: ({ title }) => title },
  word: { weight: 'wordWeight', given: 'title', readValues: listAllWords },
  model: {
    weight: 'modelNumberWeight',
    given: 'title',
    readValues: ({ numbered }) => numbered.flatMap(readModelNumbers),
  },
  size: {
    weight: 'sizeWeight',
    given: 'title',
    readValues: ({ numbered, catalog }) => numbered.flatMap((text) => readSizes(text, catalog.reading)),
  },
  description: {
    weight: 'descriptionWeight',
    given: 'description',
    readValues: ({ description, pair }) => pair(description),
  },
  text: { weight: 'textWeight', given: 'description', readValues: joinTexts },
  brand: { weight: 'brandWeight', given: 'brand', readValues: ({ product, split }) => joinWords(split, product.brand) },
  category: {
    weight: 'categoryWeight',
    given: 'category',
    readValues: ({ product, split, catalog }) =>
      listCategoryTokens(product, split, catalog.reading, catalog.isListStep),
  },
  attribute: {
    weight: 'attributeWeight',
    given: 'attribute',
    readValues: listAttributeValues,
  },
  number: {
    weight: 'numberBinWeight',
    given: 'number',
    readValues: ({ product, catalog }) => readBinTokens(product, catalog.sources),
  },
} as const satisfies Readonly<Record<string, TokenFieldSpec>>;

export type TokenField = keyof typeof tokenFields;

// Object.keys gives the keys of the table.
export const tokenFieldNames = Object.keys(tokenFields) as readonly TokenField[];

/** Token -> how often it occurs in its field, and the weight of the field. */
export type TokenCounts = Map<string, { count: number; readonly fieldWeight: number; readonly field: TokenField }>;

/** Runs of three characters match despite typing errors and in model numbers; runs of five are almost words. */
const GRAM_LENGTHS = [3, 4, 5];
const DIGIT = /\p{N}/u;
const SHORT_NUMBER = /^\p{N}{1,4}(?!\p{N})/u;

/** The values of one token field of a product, in their order and as often as they occur. */
export interface FieldValues {
  readonly field: TokenField;
  readonly values: readonly string[];
  /** Above 0. */
  readonly fieldWeight: number;
}

/** The values of the token fields with a weight above 0. @param product As a `FeatureSelector` leaves it. */
export function readTokenFields(
  product: Product,
  config: FeatureConfig,
  { sources = [], reading = CURRENT_READING, isListStep = () => false }: TokenCatalog = {},
): FieldValues[] {
  const split = reading === 1 ? splitWrittenWords : splitWords;
  const pair = reading < 5 ? (words: readonly string[]) => words : pairHangul;
  const title = split(product.title ?? '');
  const description = split(product.description ?? '');
  const numbered = [product.title, product.description].flatMap((text) =>
    text !== undefined && DIGIT.test(text) ? [foldWritten(text)] : [],
  );
  const inputs = { product, split, pair, title, description, numbered, catalog: { sources, reading, isListStep } };
  return tokenFieldNames.flatMap((field) => {
    const { weight, readValues } = tokenFields[field];
    const fieldWeight = config[weight];
    return fieldWeight > 0 ? [{ field, values: readValues(inputs), fieldWeight }] : [];
  });
}

/** The token of a value. It begins with the name of its field, so that equal values of two fields are two tokens. */
export function formatToken(field: TokenField, value: string): string {
  return `${field}:${value}`;
}

/** The field of a token. */
export function parseTokenField(token: string): TokenField {
  // All tokens are made by formatToken and begin with the name of a field.
  return token.slice(0, token.indexOf(':')) as TokenField;
}

/**
 * The runs of characters of a word, as values of the field `gram`. A size of up to four digits with its unit is one run:
 * 16gb is not like 32gb. Other numbers are mostly parts of model numbers and numbers of articles. They have runs, because
 * shops write them in different ways: `010-108` and `01010823`.
 */
export function splitGrams(word: string, reading: FeatureReading): string[] {
  if (reading >= 3 && SHORT_NUMBER.test(word) && isSize(word)) return [`<${word}>`];
  return GRAM_LENGTHS.flatMap((length) => splitCharacterGrams(word, length));
}

/** The tokens of a product with their counts. @param product As a `FeatureSelector` leaves it. */
export function countProductTokens(product: Product, config: FeatureConfig, catalog: TokenCatalog = {}): TokenCounts {
  const counts: TokenCounts = new Map();
  const { reading = CURRENT_READING } = catalog;
  for (const { field, values, fieldWeight } of readTokenFields(product, config, catalog)) {
    for (const value of field === 'gram' ? values.flatMap((word) => splitGrams(word, reading)) : values) {
      const token = formatToken(field, value);
      const known = counts.get(token);
      if (known) known.count += 1;
      else counts.set(token, { count: 1, fieldWeight, field });
    }
  }
  return counts;
}

/**
 * Words of title, brand and description, if there is a description: one shop describes what another has in the title.
 */
function joinTexts({ product, split, pair, title, description }: TokenInputs): readonly string[] {
  return description.length > 0 ? pair([...title, ...split(product.brand ?? ''), ...description]) : [];
}

/**
 * The words of title, brand, category and attributes without endings of plurals. Of an attribute that is a flag the
 * words of its name, if it is set.
 */
function listAllWords({ product, split, pair, title, catalog }: TokenInputs): string[] {
  const attributes = Object.entries(product.attributes ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'object') return value;
    if (typeof value === 'string') return [value];
    return value === true ? [name] : [];
  });
  const others = [product.brand ?? '', ...listCategoryPaths(product.category).flat(), ...attributes];
  return pair([...title, ...others.flatMap(split)]).map((word) => foldPlural(word, catalog.reading));
}

/** `name=value` for each word, flag or list item of the attributes. Numbers are dense inputs. */
function listAttributeValues({ product, split }: TokenInputs): string[] {
  return Object.entries(product.attributes ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'number') return [];
    const values = typeof value === 'object' ? value : [String(value)];
    return values.flatMap((one) => joinWords(split, one).map((text) => `${name}=${text}`));
  });
}
