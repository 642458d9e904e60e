import { listCategoryPaths } from '../../catalog/category-paths.ts';
import type { Product } from '../../catalog/product.ts';
import { readShownText } from '../../features/shown-text.ts';
import type { Scorer } from './scorer.ts';

/** Words in fewer products are ignored. */
const MIN_DOCUMENT_FREQUENCY = 2;

interface Posting {
  readonly rows: number[];
  readonly weights: number[];
}

/**
 * Builds the text baseline: the cosine of TF-IDF vectors of the words in title, brand, category and attributes. The
 * weight is (1 + log count) x log(1 + products / products with the word), as other judges of the same data compute it.
 */
export function buildTfIdfScorer(products: readonly Product[]): Scorer {
  const counts = products.map((product) => countWords(joinText(product)));
  const frequency = new Map<string, number>();
  for (const words of counts) for (const word of words.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  const vectors = counts.map((words) => buildUnitVector(words, frequency, products.length));
  const index = buildPostings(vectors);
  const scores = new Float64Array(products.length);
  return (queryRow) => {
    scores.fill(0);
    for (const [word, weight] of vectors[queryRow]!) {
      const { rows, weights } = index.get(word)!;
      for (let i = 0; i < rows.length; i++) scores[rows[i]!]! += weight * weights[i]!;
    }
    return scores;
  };
}

function joinText(product: Product): string {
  const { title = '', brand = '', category, attributes = {} } = product;
  const texts = [title, brand, listCategoryPaths(category).flat(), Object.values(attributes).flat()].flat();
  return texts.map((text) => readShownText(String(text))).join(' ');
}

function countWords(of: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of of.toLowerCase().match(/[a-z0-9]+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function buildUnitVector(
  words: ReadonlyMap<string, number>,
  frequency: ReadonlyMap<string, number>,
  products: number,
): [string, number][] {
  const weighted = [...words]
    .filter(([word]) => frequency.get(word)! >= MIN_DOCUMENT_FREQUENCY)
    .map(([word, count]): [string, number] => [
      word,
      (1 + Math.log(count)) * Math.log(1 + products / frequency.get(word)!),
    ]);
  const length = Math.sqrt(weighted.reduce((sum, [, weight]) => sum + weight * weight, 0));
  return weighted.map(([word, weight]) => [word, weight / length]);
}

function buildPostings(vectors: readonly (readonly [string, number][])[]): Map<string, Posting> {
  const index = new Map<string, Posting>();
  vectors.forEach((vector, row) => {
    for (const [word, weight] of vector) {
      const posting = index.get(word) ?? { rows: [], weights: [] };
      posting.rows.push(row);
      posting.weights.push(weight);
      index.set(word, posting);
    }
  });
  return index;
}
