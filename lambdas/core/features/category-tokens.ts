import { listCategoryPaths, listPathPrefixes } from '../catalog/category-paths.ts';
import type { Product } from '../catalog/product.ts';
import type { FeatureReading } from './feature-config.ts';
import { joinWords, splitWords } from './words.ts';

/** The first steps of the category paths of a product, as their tokens have them. */
export function listFirstSteps({ category }: Product): string[] {
  return listCategoryPaths(category).flatMap(([first = '']) => joinWords(splitWords, first));
}

/**
 * Every prefix of every category path: `['home', 'lamps']` -> `home`, `home > lamps`. A later step is a token too if
 * the catalog has it as a first step: `['lamps', 'sale']` and `['sale', 'lamps']` are then alike, as a list of two
 * categories is meant. The steps of a hierarchy are no first steps and add nothing. Sorted, so that the order of the
 * paths does not matter.
 */
export function listCategoryTokens(
  { category }: Product,
  split: (text: string) => string[],
  reading: FeatureReading,
  isFirstStep: (step: string) => boolean,
): string[] {
  const isWritten = reading === 1 && typeof category === 'string';
  const given = isWritten ? [[category]] : listCategoryPaths(category);
  const paths = given.map((path) => path.flatMap((step) => joinWords(split, step)));
  const prefixes = listPathPrefixes(paths);
  if (reading === 1) return prefixes;
  return [...new Set([...prefixes, ...paths.flatMap((path) => path.slice(1)).filter(isFirstStep)])].sort();
}
