import { splitWords } from '../features/words.ts';
import type { DescribedProduct } from './described-product.ts';

/** Words of a label. */
const MAX_WORDS = 3;
/** A word describes a cluster only if this share of its products has it. */
const MIN_SHARE = 0.1;
/** How strongly the counts of the whole catalog draw those of a cluster: as many products as this. */
const PRIOR_PRODUCTS = 10;
/** Shorter words of titles are mostly articles and sizes. */
const MIN_LETTERS = 3;

/** A term of products: its words fold together, and it is shown as it was written first. */
interface Term {
  readonly shown: string;
  products: number;
}

/**
 * Labels clusters with the terms that distinguish them: categories, brands, words of titles. Terms are ordered by the
 * z-score of their log-odds against the other clusters, with the whole catalog as the prior (Monroe, Colaresi and Quinn
 * 2008, section 3.3). A cluster without such a term is called by its number. No two labels are the same.
 * @param clusters (N) the cluster of each product, in [0, count).
 */
export function labelClusters(
  products: readonly DescribedProduct[],
  clusters: Int32Array,
  count: number,
): readonly string[] {
  const all = new Map<string, Term>();
  const inCluster = Array.from({ length: count }, () => new Map<string, number>());
  const sizes = new Int32Array(count);
  for (const [i, product] of products.entries()) {
    const cluster = clusters[i]!;
    sizes[cluster]! += 1;
    const own = inCluster[cluster]!;
    for (const [key, shown] of termsOf(product)) {
      own.set(key, (own.get(key) ?? 0) + 1);
      const known = all.get(key);
      if (known) known.products += 1;
      else all.set(key, { shown, products: 1 });
    }
  }
  const labels = inCluster.map((own, cluster) => {
    const odds = { own, all, size: sizes[cluster]!, total: products.length };
    return chooseTerms(odds).join(', ') || `group ${cluster + 1}`;
  });
  return makeUnique(labels);
}

/** The terms of a product, by their folded words. Categories and brands come first: they are shown as written. */
function termsOf({ path, brand, title }: DescribedProduct): Map<string, string> {
  const terms = new Map<string, string>();
  for (const text of [...path, ...(brand === undefined ? [] : [brand])]) {
    const key = splitWords(text).join(' ');
    if (key !== '' && !terms.has(key)) terms.set(key, text);
  }
  for (const word of splitWords(title)) {
    if (word.length >= MIN_LETTERS && !/^\d+$/.test(word) && !terms.has(word)) terms.set(word, word);
  }
  return terms;
}

interface ClusterTerms {
  readonly own: ReadonlyMap<string, number>;
  readonly all: ReadonlyMap<string, Term>;
  readonly size: number;
  readonly total: number;
}

function chooseTerms(terms: ClusterTerms): string[] {
  const { own, all, size } = terms;
  const scored = [...own]
    .filter(([, products]) => products >= Math.max(Math.min(2, size), size * MIN_SHARE))
    .map(([key]) => ({ key, score: computeZScore(terms, key) }))
    .filter(({ score }) => score > 0)
    // Equal scores stay in the order in which products have the terms: categories, brands, words.
    .sort((a, b) => b.score - a.score);
  const chosen: string[] = [];
  for (const { key } of scored) {
    if (chosen.length === MAX_WORDS) break;
    // `lamps` says nothing new after `table lamp`.
    if (!chosen.some((one) => hasCommonWord(one, key))) chosen.push(key);
  }
  return chosen.map((key) => all.get(key)!.shown);
}

function computeZScore({ own, all, size, total }: ClusterTerms, key: string): number {
  const everywhere = all.get(key)!.products;
  // What all products have distinguishes none.
  if (everywhere === total) return 0;
  const prior = (PRIOR_PRODUCTS * everywhere) / total;
  const here = own.get(key)! + prior;
  const there = everywhere - own.get(key)! + prior;
  const logOdds = (count: number, of: number) => Math.log(count / (of - count));
  const difference = logOdds(here, size + PRIOR_PRODUCTS) - logOdds(there, total - size + PRIOR_PRODUCTS);
  return difference / Math.sqrt(1 / here + 1 / there);
}

function hasCommonWord(a: string, b: string): boolean {
  return a.split(' ').some((one) => b.split(' ').some((other) => isSameStem(one, other)));
}

/** Whether one of two words begins with the other: in most languages that is a plural or a compound. */
function isSameStem(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (short.length >= MIN_LETTERS && long.startsWith(short));
}

function makeUnique(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${label} (${times})`;
  });
}
