import type { Product } from '../../client/generated/schemas.ts';
import { shownText } from './shown-text.ts';

/** The name of a product as people read it: its title, or else its brand, or its id. */
export function titleOf(product: Product): string {
  return shownText(product.title ?? '') || shownText(product.brand ?? '') || product.id;
}

/**
 * The address of a product's picture, if there is one: `imageUrl` of the payload or of the attributes, always by HTTPS, because
 * the page loads nothing else from other sites.
 */
export function pictureOf(product: Product): string | undefined {
  const given = product.payload?.imageUrl ?? product.attributes?.imageUrl;
  const first = Array.isArray(given) ? given[0] : given;
  if (typeof first !== 'string') return undefined;
  const address = first.trim().replace(/^(http:)?\/\//i, 'https://');
  return /^https:\/\/\S+$/i.test(address) ? address : undefined;
}

/** Between two steps of a path that is written as one text. */
const STEPS = /\s*[>›»]\s*/;

/** The categories of a product, each as the steps of its path, from the widest to the narrowest. */
export function categoriesOf({ category }: Product): readonly (readonly string[])[] {
  if (category === undefined) return [];
  if (typeof category === 'string') return [category.split(STEPS)];
  const entries = category.map((entry) => (typeof entry === 'string' ? entry.split(STEPS) : entry));
  // A list of single names is one path; a list that holds a path has one for each entry.
  return entries.every((entry, i) => typeof category[i] === 'string' && entry.length === 1)
    ? [entries.flat()]
    : entries;
}
