import { listCategoryPaths } from '../catalog/category-paths.ts';
import { type AttributeValue, filterFieldNames, type Product, type ProductFieldName } from '../catalog/product.ts';
import { splitWords } from '../features/words.ts';
import { portableLog } from '../numerics/portable-math.ts';

/** Computes how much of the shorter title is in the longer one. Rare words count more. */
export class TitleOverlap {
  readonly #titles: readonly ReadonlySet<string>[];
  readonly #idf = new Map<string, number>();
  readonly #weights: Float64Array;

  constructor(products: readonly Product[]) {
    this.#titles = products.map((product) => new Set(splitWords(product.title ?? '')));
    const frequency = new Map<string, number>();
    for (const title of this.#titles) for (const word of title) frequency.set(word, (frequency.get(word) ?? 0) + 1);
    for (const [word, count] of frequency) this.#idf.set(word, portableLog(1 + products.length / count));
    this.#weights = Float64Array.from(this.#titles, (title) => this.#sumIdf(title));
  }

  /** In [0, 1]: the IDF sum of the shared words over that of the lighter title; 0 when a title has no word. */
  compute(a: number, b: number): number {
    const lighter = Math.min(this.#weights[a]!, this.#weights[b]!);
    if (lighter === 0) return 0;
    const inB = this.#titles[b]!;
    let shared = 0;
    for (const word of this.#titles[a]!) if (inB.has(word)) shared += this.#idf.get(word)!;
    return Math.min(1, shared / lighter);
  }

  #sumIdf(of: Iterable<string>): number {
    let sum = 0;
    for (const word of of) sum += this.#idf.get(word)!;
    return sum;
  }
}

/** The sorted names of the fields with a shared value: `brand`, `category`, `price`, and names of attributes. */
export function findSharedAttributes(a: Product, b: Product): string[] {
  const own = filterFieldNames.filter((name) => isShared(readField(a, name), readField(b, name)));
  const names = Object.keys(a.attributes ?? {});
  return [...own, ...names.filter((name) => isShared(a.attributes?.[name], b.attributes?.[name]))].sort();
}

/** The value of a field; of a category every step of its paths. */
function readField(product: Product, name: ProductFieldName): AttributeValue | undefined {
  return name === 'category' ? listCategoryPaths(product.category).flat() : product[name];
}

/** Equal values, or lists with a common value. */
function isShared(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const values = new Set([b].flat());
  return [a].flat().some((value) => values.has(value));
}
