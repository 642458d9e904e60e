import { listCategoryPaths, listPathPrefixes } from '../catalog/category-paths.ts';
import type { Product } from '../catalog/product.ts';
import type { FeatureReading } from './feature-config.ts';
import { joinWords, splitWords } from './words.ts';

/** Marks a category that is a step at any place: `+sale`. No word has this sign. */
const ANY_PLACE = '+';
/** A category with this share of its places first, and this share later, is a step at any place. */
const MIN_SHARE = 0.05;

/** The value of the token of a category that is a step at any place. */
export function formatListStep(step: string): string {
  return `${ANY_PLACE}${step}`;
}

/**
 * Finds the categories that are the first step of some paths and a later step of others. Names of a hierarchy are one
 * or the other. In a list of categories, such as `["Sale", "Lamps"]` here and `["Lamps", "Sale"]` there, they are both.
 */
export function findListSteps(products: readonly Product[]): ReadonlySet<string> {
  const places = new Map<string, { first: number; later: number }>();
  for (const { category } of products) {
    for (const path of readPaths(category, splitWords)) {
      path.forEach((step, i) => {
        const counts = places.get(step) ?? { first: 0, later: 0 };
        counts[i === 0 ? 'first' : 'later'] += 1;
        places.set(step, counts);
      });
    }
  }
  const isListStep = ({ first, later }: { first: number; later: number }) =>
    Math.min(first, later) >= MIN_SHARE * (first + later);
  return new Set([...places].flatMap(([step, counts]) => (isListStep(counts) ? [step] : [])));
}

/**
 * The values of the category tokens of a product, sorted, so that the order of its paths does not matter: every prefix
 * of every path, `home` and `home > lamps`. A step at any place is a token of its own wherever it stands. If all later
 * steps of a path are such, it is a list and no hierarchy, and has no longer prefixes.
 * @param isListStep Whether a category is a step at any place (`findListSteps`).
 */
export function listCategoryTokens(
  { category }: Product,
  split: (text: string) => string[],
  reading: FeatureReading,
  isListStep: (step: string) => boolean,
): string[] {
  if (reading === 1)
    return listPathPrefixes(typeof category === 'string' ? [joinWords(split, category)] : readPaths(category, split));
  const paths = readPaths(category, split);
  // The prefixes of one path are in order already.
  if (paths.length === 1 && !paths[0]!.some(isListStep)) return listPathPrefixes(paths);
  const values = paths.flatMap((path) => {
    const [first, ...prefixes] = listPathPrefixes([path]);
    if (first === undefined) return [];
    const later = path.slice(1).filter(isListStep);
    const isList = later.length === prefixes.length;
    return [
      isListStep(first) ? formatListStep(first) : first,
      ...later.map(formatListStep),
      ...(isList ? [] : prefixes),
    ];
  });
  return [...new Set(values)].sort();
}

/** The paths of a category, each step as its words. */
function readPaths(category: Product['category'], split: (text: string) => string[]): string[][] {
  return listCategoryPaths(category).map((path) => path.flatMap((step) => joinWords(split, step)));
}
