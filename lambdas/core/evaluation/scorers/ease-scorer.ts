import type { Occurrences } from '../../catalog/training-row.ts';
import { factorizeCholesky, invertLowerTriangle } from '../../numerics/cholesky.ts';
import { connectProducts, type Evidence, readEvidence } from './evidence-parts.ts';
import type { Scorer } from './scorer.ts';

/** The inverse P = Xᵀ X of the regularised Gram matrix of a part. */
interface InvertedPart {
  /** Its n products, ascending. */
  readonly products: Int32Array;
  /** (n, n): X, the inverse of the Cholesky factor. */
  readonly factor: Float64Array;
  /** (n): the diagonal of P. */
  readonly diagonal: Float64Array;
}

/** How many multiplications a scorer of EASE^R takes to build, about. */
export function countEaseOperations(products: number, training: Occurrences): number {
  const evidence = readEvidence(products, training);
  const inverses = connectProducts(products, evidence).reduce((sum, { length }) => sum + length ** 3 / 3, 0);
  return evidence.reduce((sum, { items }) => sum + items.length ** 2 / 2, inverses);
}

/**
 * Builds EASE^R (Steck 2019, "Embarrassingly shallow autoencoders for sparse data"): each product's occurrences are
 * predicted from those of all others by a linear regression in closed form. With G the Gram matrix of the facts, and
 * P the inverse of G + `regularization` I, the score of j for the query i is -P[i][j] / P[j][j].
 *
 * Products that no chain of facts connects have a score of 0, so each connected part is inverted by itself. The time is
 * that of countEaseOperations; the memory is 8 bytes for each pair of products of a part.
 * @param products The size of the catalog; rows past it are not counted.
 * @param regularization Above 0.
 */
export function buildEaseScorer(products: number, training: Occurrences, regularization: number): Scorer {
  const evidence = readEvidence(products, training);
  const parts = connectProducts(products, evidence);
  const partOf = new Int32Array(products).fill(-1);
  const placeOf = new Int32Array(products);
  parts.forEach((part, p) => {
    part.forEach((product, place) => {
      partOf[product] = p;
      placeOf[product] = place;
    });
  });
  const grams = parts.map(({ length }) => new Float64Array(length * length));
  for (const fact of evidence)
    addToGram(grams[partOf[fact.items[0]!]!]!, parts[partOf[fact.items[0]!]!]!.length, fact, placeOf);
  const inverted = parts.map((part, p) => invertPart(part, grams[p]!, regularization));
  const scores = new Float64Array(products);
  return (queryRow) => {
    scores.fill(0);
    const part = inverted[partOf[queryRow]!];
    if (part !== undefined) writeScores(part, placeOf[queryRow]!, scores);
    return scores;
  };
}

/** Adds a fact to the lower triangle of the Gram matrix of its part. */
function addToGram(gram: Float64Array, n: number, { items, weight }: Evidence, placeOf: Int32Array): void {
  const places = items.map((item) => placeOf[item]!);
  for (const i of places) for (const j of places) if (j <= i) gram[i * n + j]! += weight;
}

/** @param gram Becomes the factor. */
function invertPart(products: Int32Array, gram: Float64Array, regularization: number): InvertedPart {
  const n = products.length;
  for (let i = 0; i < n; i++) gram[i * n + i]! += regularization;
  factorizeCholesky(gram, n);
  invertLowerTriangle(gram, n);
  const diagonal = new Float64Array(n);
  for (let k = 0; k < n; k++) for (let j = 0; j <= k; j++) diagonal[j]! += gram[k * n + j]! * gram[k * n + j]!;
  return { products, factor: gram, diagonal };
}

/** Row `query` of P is the sum of the rows of X, each times its number in column `query`. The query's own score is 0. */
function writeScores({ products, factor, diagonal }: InvertedPart, query: number, scores: Float64Array): void {
  const n = products.length;
  const row = new Float64Array(n);
  for (let k = query; k < n; k++) {
    const scale = factor[k * n + query]!;
    for (let j = 0; j <= k; j++) row[j]! += scale * factor[k * n + j]!;
  }
  for (let j = 0; j < n; j++) if (j !== query) scores[products[j]!] = -row[j]! / diagonal[j]!;
}
