import { type Contribution, FeaturePairs } from './feature-pairs.ts';
import type { FeatureName, NamedFeature } from './named-feature.ts';
import { NotExplainableError } from './not-explainable.ts';
import { addUpFeatures, inner, lengthOf } from './vectors.ts';

/** A score as a sum. */
export interface Explanation {
  /** The pairs that add or take most, by falling absolute value. */
  readonly contributions: readonly Contribution[];
  /** All other pairs in one, with what float32, rounding and the cut at -1 made of the score. */
  readonly rest: { readonly pairs: number; readonly contribution: number };
}

/** Float32 vectors, added up from hundreds of rows, give a cosine this precisely or better. */
const MAX_GAP = 1e-5;

/**
 * Splits a score, exactly, into what each pair of features adds:
 *   <q, b / |b|> = sum over i, j of <q_i, b_j> / |b|, where q = sum of q_i and b = sum of b_j.
 * For a query q of length 1 this is its cosine with b. If both have the features i and j, the pairs (i, j) and (j, i)
 * are one.
 * @param query As a `QueryFeatures` gives it. @param score The score to explain. @param top The most pairs to name.
 * @throws NotExplainableError `other-score` if the features give another score
 */
export function explainScore(
  query: readonly NamedFeature[],
  neighbour: readonly NamedFeature[],
  score: number,
  top: number,
): Explanation {
  const vector = addUpFeatures(neighbour);
  const scale = 1 / lengthOf(vector);
  const found = scale * inner(addUpFeatures(query), vector);
  // The strategy `best` cuts a score at -1.
  if (!(Math.abs(Math.max(-1, found) - score) <= MAX_GAP)) {
    const detail = `the score is ${score}, but the features of the products give ${found.toFixed(6)}`;
    throw new NotExplainableError(
      'other-score',
      `${detail}: a product changed after its vector was computed, or its features cancel out`,
    );
  }
  const pairs = new FeaturePairs(query, neighbour, scale);
  const contributions = pairs.largest(top);
  const named = contributions.reduce((sum, { contribution }) => sum + contribution, 0);
  return { contributions, rest: { pairs: pairs.count - contributions.length, contribution: score - named } };
}

/** The pairs to name unless the caller says otherwise. */
export const NAMED_PAIRS = 5;

/** Of a longer value only these characters are shown. */
const MAX_VALUE_CHARACTERS = 100;

/** An explanation to show: numbers of six decimals and values that are not too long. Its sum stays the score. */
export function shortenExplanation({ contributions, rest }: Explanation): Explanation {
  const sum = (all: readonly Contribution[]) => all.reduce((total, { contribution }) => total + contribution, 0);
  const shortened = contributions.map(({ query, neighbour, contribution }) => ({
    query: shortenName(query),
    neighbour: shortenName(neighbour),
    contribution: round(contribution),
  }));
  const contribution = round(rest.contribution + sum(contributions) - sum(shortened));
  return { contributions: shortened, rest: { ...rest, contribution } };
}

function shortenName(name: FeatureName): FeatureName {
  const { value } = name;
  return value.length > MAX_VALUE_CHARACTERS ? { ...name, value: `${value.slice(0, MAX_VALUE_CHARACTERS)}…` } : name;
}

function round(x: number): number {
  // + 0 makes 0 of -0.
  return Math.round(x * 1e6) / 1e6 + 0;
}
