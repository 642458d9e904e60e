import type { Product } from '../catalog/product.ts';
import { binTokens, type DenseSource } from './dense-inputs.ts';
import type { FeatureConfig } from './feature-config.ts';
import { characterGrams, compounds, words } from './words.ts';

const tokenFields = [
  'title',
  'compound',
  'gram',
  'description',
  'text',
  'brand',
  'category',
  'attribute',
  'number',
] as const;
export type TokenField = (typeof tokenFields)[number];

/** Token -> how often it occurs in its field, and what the field weighs. */
export type TokenCounts = Map<string, { count: number; readonly fieldWeight: number; readonly field: TokenField }>;

/** Runs of three characters carry typing errors and model numbers, of five what is almost a word. */
const GRAM_LENGTHS = [3, 4, 5];

/** The values of one field of a product, in their order and as often as they occur. */
export interface FieldValues {
  readonly field: TokenField;
  /** Of `gram` the words, each of which stands for its runs of characters (`gramsOf`). */
  readonly values: readonly string[];
  /** Above 0. */
  readonly fieldWeight: number;
}

/**
 * The fields of a product whose values are tokens.
 * @param sources Whose numbers are tokens by their bins, where these have edges.
 */
export function tokenFieldsOf(
  product: Product,
  config: FeatureConfig,
  sources: readonly DenseSource[] = [],
): FieldValues[] {
  const title = words(product.title ?? '');
  const description = words(product.description ?? '');
  const text = description.length > 0 ? [...title, ...words(product.brand ?? ''), ...description] : [];
  const fields: FieldValues[] = [
    { field: 'title', values: title, fieldWeight: config.titleWordWeight },
    { field: 'compound', values: compounds(title), fieldWeight: config.titleCompoundWeight },
    { field: 'gram', values: title, fieldWeight: config.titleGramWeight },
    { field: 'description', values: description, fieldWeight: config.descriptionWeight },
    { field: 'text', values: text, fieldWeight: config.textWeight },
    { field: 'brand', values: folded(product.brand), fieldWeight: config.brandWeight },
    { field: 'category', values: categoryPrefixes(product.category), fieldWeight: config.categoryWeight },
    { field: 'attribute', values: attributeTokens(product), fieldWeight: config.attributeWeight },
    { field: 'number', values: binTokens(product, sources), fieldWeight: config.numberBinWeight },
  ];
  return fields.filter(({ fieldWeight }) => fieldWeight > 0);
}

/** A token is its field's prefix and its value, so that fields do not mix. */
export function tokenOf(field: TokenField, value: string): string {
  return `${field}:${value}`;
}

/** The field of a token. */
export function fieldOfToken(token: string): TokenField {
  // Tokens are made above, and begin with their field.
  return token.slice(0, token.indexOf(':')) as TokenField;
}

/** The runs of characters of a word, as values of the field `gram`. */
export function gramsOf(word: string): string[] {
  return GRAM_LENGTHS.flatMap((length) => characterGrams(word, length));
}

/** The tokens of a product. @param sources As `tokenFieldsOf` takes. */
export function productTokens(
  product: Product,
  config: FeatureConfig,
  sources: readonly DenseSource[] = [],
): TokenCounts {
  const counts: TokenCounts = new Map();
  for (const { field, values, fieldWeight } of tokenFieldsOf(product, config, sources)) {
    for (const value of field === 'gram' ? values.flatMap(gramsOf) : values) {
      const token = tokenOf(field, value);
      const known = counts.get(token);
      if (known) known.count += 1;
      else counts.set(token, { count: 1, fieldWeight, field });
    }
  }
  return counts;
}

function folded(text: string | undefined): string[] {
  const value = words(text ?? '').join(' ');
  return value === '' ? [] : [value];
}

/** `['home', 'lamps']` -> `home`, `home > lamps`. */
function categoryPrefixes(category: Product['category']): string[] {
  const path = typeof category === 'string' ? [category] : (category ?? []);
  const steps = path.map((step) => words(step).join(' ')).filter((step) => step !== '');
  return steps.map((_, i) => steps.slice(0, i + 1).join(' > '));
}

function attributeTokens(product: Product): string[] {
  return Object.entries(product.attributes ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'number') return [];
    const values = typeof value === 'object' ? value : [String(value)];
    return values.flatMap((one) => folded(one).map((text) => `${name}=${text}`));
  });
}
