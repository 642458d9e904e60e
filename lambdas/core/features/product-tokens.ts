import type { Product } from '../catalog/product.ts';
import type { FeatureConfig } from './feature-config.ts';
import { characterGrams, compounds, words } from './words.ts';

export type TokenField = 'title' | 'compound' | 'gram' | 'description' | 'text' | 'brand' | 'category' | 'attribute';

/** Token -> how often it occurs in its field, and what the field weighs. */
export type TokenCounts = Map<string, { count: number; readonly fieldWeight: number; readonly field: TokenField }>;

/** Runs of three characters carry typing errors and model numbers, of five what is almost a word. */
const GRAM_LENGTHS = [3, 4, 5];

/** The tokens of a product; a token is its field's prefix and its value, so that fields do not mix. */
export function productTokens(product: Product, config: FeatureConfig): TokenCounts {
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
