import { listCategoryPaths } from '../catalog/category-paths.ts';
import { isPayloadName } from '../catalog/payload-names.ts';
import type { AttributeValue, Product } from '../catalog/product.ts';
import { readShownText } from './shown-text.ts';

/** The text of a product, and whether its end was cut off. */
export interface ProductText {
  /** Empty if the product has no text. */
  readonly text: string;
  readonly isCut: boolean;
}

const SPACES = /\s+/g;
const HALF_PAIR_AT_END = /[\ud800-\udbff]$/;

/**
 * Writes a product as one text, for a model that was trained on texts: a line each for title, brand, category paths and
 * attributes of words, and the description last, because it is the longest. HTML is left out, and so are the payload, numbers, and
 * attributes whose names say that they do not describe the product (payload-names.ts).
 * @param maxCharacters What is longer is cut at its end, never inside a character.
 */
export function writeProductText(product: Product, maxCharacters: number): ProductText {
  const { title = '', brand = '', category, attributes = {}, description = '' } = product;
  const paths = listCategoryPaths(category).map((path) => path.join(' > '));
  const lines = [title, brand, paths.join('; '), ...Object.entries(attributes).flatMap(writeAttribute), description];
  const text = lines
    .map(tidy)
    .filter((line) => line !== '')
    .join('\n');
  if (text.length <= maxCharacters) return { text, isCut: false };
  return { text: text.slice(0, maxCharacters).replace(HALF_PAIR_AT_END, '').trimEnd(), isCut: true };
}

/** A flag that is set is its name; one that is not set says nothing. */
function writeAttribute([name, value]: [string, AttributeValue]): string[] {
  if (isPayloadName(name) || typeof value === 'number' || value === false) return [];
  if (value === true) return [name];
  return [`${name}: ${typeof value === 'string' ? value : value.join(', ')}`];
}

function tidy(line: string): string {
  return readShownText(line).replace(SPACES, ' ').trim();
}
