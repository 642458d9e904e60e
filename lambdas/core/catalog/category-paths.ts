import type { FieldKinds } from './product.ts';

/** Between two steps of a path that is written as one text. `&gt;` is how feeds escape `>`, some of them twice. */
const STEP_SEPARATOR = /\s*(?:>|&(?:amp;)*gt;|[›»|])\s*/i;
/** Marks a text of a list as a whole path. A bar may belong to the name of a step. */
const WRITTEN_PATH = /[>›»]|&(?:amp;)*gt;/i;
/** A tag of HTML, whose `>` is no separator. */
const TAG = /<\/?[a-z][^<>]*>/gi;
/** Between two steps of a path that filters and tokens use. */
const JOINED = ' > ';

/** The steps of a path that is written as one text: `Home > Lamps`, `Home|Lamps`. Without empty steps. */
export function splitCategoryPath(text: string): string[] {
  return trimSteps(withoutTags(text).split(STEP_SEPARATOR));
}

/**
 * The paths of a text that holds several: `Home > Lamps, Sale`.
 * @param between The text between two paths, such as `,`.
 */
export function splitCategoryPaths(text: string, between: string): string[][] {
  return withoutEmpty(text.split(between).map(splitCategoryPath));
}

/**
 * The paths of a category, each from the widest step to the narrowest, without empty steps and paths. A text is one
 * path. A list of texts is one path, unless a text of it is a path itself (`["Home > Lamps", "Sale"]`): then each is a
 * path. A list with a list in it holds one path for each entry.
 */
export function listCategoryPaths(category: FieldKinds['category'] | undefined): string[][] {
  if (category === undefined) return [];
  if (typeof category === 'string') return withoutEmpty([splitCategoryPath(category)]);
  if (!category.some((one) => typeof one === 'object' || WRITTEN_PATH.test(withoutTags(one))))
    return withoutEmpty([trimSteps(category.flat())]);
  return withoutEmpty(
    category.map((one) => (typeof one === 'string' ? splitCategoryPath(one) : one.flatMap(splitCategoryPath))),
  );
}

/** Every prefix of every path, as texts such as `Home` and `Home > Lamps`; each once, in order. */
export function listPathPrefixes(paths: readonly (readonly string[])[]): string[] {
  return [...new Set(paths.flatMap((path) => path.map((_, i) => path.slice(0, i + 1).join(JOINED))))];
}

function withoutTags(text: string): string {
  return text.includes('<') ? text.replace(TAG, '') : text;
}

function trimSteps(steps: readonly string[]): string[] {
  return steps.map((step) => step.trim()).filter((step) => step !== '');
}

function withoutEmpty(paths: string[][]): string[][] {
  return paths.filter((path) => path.length > 0);
}
