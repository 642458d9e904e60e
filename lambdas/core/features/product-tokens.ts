import type { Product } from '../catalog/product.ts';
import { binTokens, type DenseSource } from './dense-inputs.ts';
import type { FeatureConfig } from './feature-config.ts';
import { characterGrams, compounds, words } from './words.ts';

export const tokenFields = [
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

/** The field of a token. */
export function fieldOfToken(token: string): TokenField {
  // Tokens are made below, and begin with their field.
  return token.slice(0, token.indexOf(':')) as TokenField;
}

/**
 * The tokens of a product; a token is its field's prefix and its value, so that fields do not mix.
 * @param sources Whose numbers are tokens by their bins, where these have edges.
 */
export function productTokens(
  product: Product,
  config: FeatureConfig,
  sources: readonly DenseSource[] = [],
): TokenCounts {
  const counts: TokenCounts = new Map();
  const add = (field: TokenField, values: readonly string[], fieldWeight: number): void => {
    if (fieldWeight <= 0) return;
    for (const value of values) {
      const token = `${field}:${value}`;
      const known = counts.get(token);
      if (known) known.count += 1;
      else counts.set(token, { count: 1, fieldWeight, field });
    }
  };
  const title = words(product.title ?? '');
  add('title', title, config.titleWordWeight);
  add('compound', compounds(title), config.titleCompoundWeight);
  if (config.titleGramWeight > 0)
    add(
      'gram',
      title.flatMap((word) => GRAM_LENGTHS.flatMap((length) => characterGrams(word, length))),
      config.titleGramWeight,
    );
  const description = words(product.description ?? '');
  add('description', description, config.descriptionWeight);
  if (description.length > 0) add('text', [...title, ...words(product.brand ?? ''), ...description], config.textWeight);
  add('brand', folded(product.brand), config.brandWeight);
  add('category', categoryPrefixes(product.category), config.categoryWeight);
  add('attribute', attributeTokens(product), config.attributeWeight);
  add('number', binTokens(product, sources), config.numberBinWeight);
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
