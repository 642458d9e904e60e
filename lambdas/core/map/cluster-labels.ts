import { splitWords } from '../features/words.ts';
import type { DescribedProduct } from './described-product.ts';

/** Terms of a label. */
const MAX_TERMS = 3;
/** A term describes a cluster only if this share of its products has it: the second share if there is none with the first. */
const MIN_SHARES = [0.1, 0.05];
/** A term is at least so many times as frequent in a cluster as in the catalog. */
const MIN_LIFT = 1.5;
/** A category that this share of a cluster's products has comes first in its label. */
const DOMINANT_SHARE = 0.5;
/** What is spread over more than this share of the clusters names none of them: words of titles, and categories and brands. */
const MAX_SPREAD = { word: 1 / 3, name: 1 / 2 };
/** Where there are few clusters, two of them may share a term, but not all. */
const SHARED_BY_FEW = 2.1;
/** Shorter words of titles are mostly articles and sizes, except where a character is a syllable or a word. */
const MIN_LETTERS = 3;
/** The endings of the forms of a word have at most so many letters. */
const MAX_ENDING = 3;
const SYLLABLE = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]/u;
const WRITTEN_WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** A term of products: its words fold together, and it is shown as it was written first. */
interface Term {
  readonly shown: string;
  readonly kind: 'category' | 'brand' | 'word';
}

/** How often terms occur in products, by the words that they fold to. */
interface Occurrences {
  readonly terms: Map<string, Term>;
  /** How many products have a term: in the whole catalog, and in each cluster. */
  readonly inAll: Map<string, number>;
  readonly inCluster: readonly Map<string, number>[];
  /** Products of each cluster, and how many clusters have some. */
  readonly sizes: Int32Array;
  readonly present: number;
  /** Of all clusters. */
  readonly products: number;
}

/**
 * Labels clusters with the terms that distinguish them: categories, brands, words of titles. Terms are ordered by their
 * class-based TF-IDF (Grootendorst 2022, section 3.3), after a category that dominates. What is spread over the clusters
 * names none: so the articles and prepositions of every language drop out without a list of them. A cluster without a
 * term is called by its number. No two labels are the same.
 * @param clusters (N) the cluster of each product, in [0, count).
 */
export function labelClusters(
  products: readonly DescribedProduct[],
  clusters: Int32Array,
  count: number,
): readonly string[] {
  const found = countTerms(products, clusters, count);
  const labels = found.inCluster.map((_, cluster) => chooseTerms(found, cluster).join(', ') || `group ${cluster + 1}`);
  return makeUnique(labels);
}

function countTerms(products: readonly DescribedProduct[], clusters: Int32Array, count: number): Occurrences {
  const terms = new Map<string, Term>();
  const inAll = new Map<string, number>();
  const inCluster = Array.from({ length: count }, () => new Map<string, number>());
  const sizes = new Int32Array(count);
  for (const [i, product] of products.entries()) {
    const cluster = clusters[i]!;
    sizes[cluster]! += 1;
    for (const [key, term] of termsOf(product)) {
      if (!terms.has(key)) terms.set(key, term);
      for (const counts of [inAll, inCluster[cluster]!]) counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const present = sizes.filter((size) => size > 0).length;
  return { terms, inAll, inCluster, sizes, present, products: products.length };
}

/** The terms of a product, by their folded words. Categories and brands come first: they are shown as written. */
function termsOf({ path, brand, title }: DescribedProduct): Map<string, Term> {
  const terms = new Map<string, Term>();
  const add = (kind: Term['kind'], key: string, shown: string) => {
    if (/\p{L}/u.test(key) && !terms.has(key)) terms.set(key, { shown, kind });
  };
  for (const step of path) add('category', splitWords(step).join(' '), step);
  if (brand !== undefined) add('brand', splitWords(brand).join(' '), brand);
  const written = writtenForms(title);
  for (const word of splitWords(title)) {
    if (word.length >= MIN_LETTERS || SYLLABLE.test(word)) add('word', word, written.get(word) ?? word);
  }
  return terms;
}

/** The words of a text with their accents, by their folded forms. */
function writtenForms(text: string): Map<string, string> {
  const written = text.normalize('NFC').toLowerCase().match(WRITTEN_WORD) ?? [];
  return new Map(written.map((word) => [splitWords(word).join(' '), word]));
}

function chooseTerms(found: Occurrences, cluster: number): string[] {
  const { terms, sizes } = found;
  const scored = scoreTerms(found, cluster);
  const category = scored.find(
    ({ key, products }) => terms.get(key)!.kind === 'category' && products >= DOMINANT_SHARE * sizes[cluster]!,
  );
  const chosen: string[] = [];
  for (const { key } of category ? [category, ...scored] : scored) {
    if (chosen.length === MAX_TERMS) break;
    // `lamps` says nothing new after `table lamp`.
    if (!chosen.some((one) => hasCommonWord(one, key))) chosen.push(key);
  }
  return chosen.map((key) => terms.get(key)!.shown);
}

interface ScoredTerm {
  readonly key: string;
  /** How many products of the cluster have it. */
  readonly products: number;
  readonly score: number;
}

/** The terms that distinguish a cluster, the best first. */
function scoreTerms(found: Occurrences, cluster: number): readonly ScoredTerm[] {
  const size = found.sizes[cluster]!;
  const scored = [...found.inCluster[cluster]!]
    .filter(([key, products]) => products >= Math.min(2, size) && isDistinctive(found, key, cluster))
    .map(([key, products]) => ({ key, products, score: scoreOf(found, key, cluster) }))
    // Equal scores stay in the order in which products have the terms: categories, brands, words.
    .sort((a, b) => b.score - a.score);
  const sets = MIN_SHARES.map((share) => scored.filter(({ products }) => products >= share * size));
  return sets.find((set) => set.length > 0) ?? [];
}

/** Class-based TF-IDF, of products instead of words: a title that repeats a word says it once. */
function scoreOf({ inAll, inCluster, sizes, products, present }: Occurrences, key: string, cluster: number): number {
  const share = inCluster[cluster]!.get(key)! / sizes[cluster]!;
  return share * Math.log(1 + products / present / inAll.get(key)!);
}

/**
 * Whether a term is more frequent in a cluster than elsewhere, and in few clusters rather than in all of them. How many
 * it is in is the perplexity of its shares: 1 for a term of a single cluster, the number of clusters for one that is
 * equally frequent everywhere.
 */
function isDistinctive(
  { terms, inAll, inCluster, sizes, products, present }: Occurrences,
  key: string,
  cluster: number,
) {
  if (present === 1) return true;
  const shares = inCluster.map((counts, c) => (counts.get(key) ?? 0) / Math.max(1, sizes[c]!));
  if (shares[cluster]! < (MIN_LIFT * inAll.get(key)!) / products) return false;
  const sum = shares.reduce((total, share) => total + share, 0);
  const entropy = shares.reduce((nats, share) => nats - (share > 0 ? (share / sum) * Math.log(share / sum) : 0), 0);
  const maxSpread = terms.get(key)!.kind === 'word' ? MAX_SPREAD.word : MAX_SPREAD.name;
  return Math.exp(entropy) <= Math.max(present * maxSpread, Math.min(SHARED_BY_FEW, present - 0.5));
}

function hasCommonWord(a: string, b: string): boolean {
  return a.split(' ').some((one) => b.split(' ').some((other) => isSameStem(one, other)));
}

/**
 * Whether two words differ in their endings only: in most languages that is a plural or a compound. `lamp` and `lamps`
 * begin alike, and so do `story` and `stories`.
 */
function isSameStem(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  let common = 0;
  while (common < short.length && short[common] === long[common]) common += 1;
  if (common === short.length) return short === long || common >= MIN_LETTERS;
  return common > MIN_LETTERS && long.length - common <= MAX_ENDING;
}

function makeUnique(labels: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${label} (${times})`;
  });
}
