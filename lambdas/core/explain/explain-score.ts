import { dot } from '../numerics/matmul.ts';
import { type FeatureName, formatNameKey, type NamedFeature } from './named-feature.ts';
import { NotExplainableError } from './not-explainable.ts';

/** What a pair of features adds to a score. */
export interface Contribution {
  /** The feature of the query. */
  readonly query: FeatureName;
  /** The feature of the neighbour. */
  readonly neighbour: FeatureName;
  /** Below 0 for a pair that makes the score smaller. */
  readonly contribution: number;
}

/** A score as a sum. */
export interface Explanation {
  /** The pairs that add or take most, by falling absolute value. */
  readonly contributions: readonly Contribution[];
  /** All other pairs in one, with what float32 and rounding made of the score: below 0.00001. */
  readonly rest: { readonly pairs: number; readonly contribution: number };
}

/** Float32 vectors, added up from hundreds of rows, give a cosine this precisely or better. */
const MAX_GAP = 1e-5;

/**
 * Splits the cosine of two vectors, exactly, into what each pair of their features adds:
 *   cos(a, b) = sum over i, j of <a_i, b_j> / (|a| |b|), where a = sum of a_i and b = sum of b_j.
 * If both have the features i and j, the pairs (i, j) and (j, i) are one.
 * @param score The score to explain. @param top The most pairs to name.
 * @throws NotExplainableError `other-score` if the features give another score
 */
export function explainScore(
  a: readonly NamedFeature[],
  b: readonly NamedFeature[],
  score: number,
  top: number,
): Explanation {
  const [ofA, ofB] = [addUp(a), addUp(b)];
  const scale = 1 / (lengthOf(ofA) * lengthOf(ofB));
  const cosine = scale * inner(ofA, ofB);
  if (!(Math.abs(cosine - score) <= MAX_GAP)) {
    const detail = `the score is ${score}, but the features of the products give ${cosine.toFixed(6)}`;
    throw new NotExplainableError(
      'other-score',
      `${detail}: a product changed after its vector was computed, or its features cancel out`,
    );
  }
  const pairs = new FeaturePairs(a, b, scale);
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

/** A feature with its length. */
interface Measured extends NamedFeature {
  readonly length: number;
  /** Its place among the features of its side, from the longest on. */
  readonly place: number;
  /** The feature with the same name on the other side. */
  twin: Measured | undefined;
}

/** All pairs of two lists of features. */
class FeaturePairs {
  readonly #a: readonly Measured[];
  readonly #b: readonly Measured[];
  readonly #scale: number;
  /** Pairs, where (i, j) and (j, i) are one. */
  readonly count: number;

  constructor(a: readonly NamedFeature[], b: readonly NamedFeature[], scale: number) {
    this.#a = measure(a);
    this.#b = measure(b);
    this.#scale = scale;
    const twins = linkTwins(this.#a, this.#b);
    this.count = a.length * b.length - (twins * (twins - 1)) / 2;
  }

  /** The pairs with the largest contributions. */
  largest(top: number): Contribution[] {
    const best = new LargestContributions(top);
    const seen = new Set<number>();
    for (const i of this.#a) {
      for (const j of this.#b) {
        // The half of a pair in both directions that is the larger one is at least half of their sum.
        if (2 * this.#scale * i.length * j.length < best.bar) break;
        if (i.twin && j.twin && i.twin !== j) {
          if (seen.has(this.#numberOf(j.twin, i.twin))) continue;
          seen.add(this.#numberOf(i, j));
          best.consider(this.#contributeBothWays(i, j, i.twin, j.twin));
        } else best.consider({ query: i.name, neighbour: j.name, contribution: this.#scale * inner(i.part, j.part) });
      }
    }
    return best.list;
  }

  #numberOf(i: Measured, j: Measured): number {
    return i.place * this.#b.length + j.place;
  }

  /** Of a pair that both sides have, in the direction of the larger half. @param ofI,ofJ Their twins. */
  #contributeBothWays(i: Measured, j: Measured, ofI: Measured, ofJ: Measured): Contribution {
    const forth = this.#scale * inner(i.part, j.part);
    const back = this.#scale * inner(ofJ.part, ofI.part);
    const difference = Math.abs(forth) - Math.abs(back);
    const isForth = difference > 0 || (difference === 0 && i.place < ofJ.place);
    const [query, neighbour] = isForth ? [i.name, j.name] : [j.name, i.name];
    return { query, neighbour, contribution: forth + back };
  }
}

/** The largest contributions so far, the largest first. */
class LargestContributions {
  readonly list: Contribution[] = [];
  readonly #top: number;

  constructor(top: number) {
    this.#top = top;
  }

  /** What a pair must contribute at least, by its absolute value, to be among the largest. */
  get bar(): number {
    return this.list.length < this.#top ? 0 : Math.abs(this.list.at(-1)?.contribution ?? Infinity);
  }

  consider(one: Contribution): void {
    const size = Math.abs(one.contribution);
    if (size < this.bar) return;
    let at = this.list.length;
    while (at > 0 && Math.abs(this.list[at - 1]!.contribution) < size) at -= 1;
    this.list.splice(at, 0, one);
    if (this.list.length > this.#top) this.list.pop();
  }
}

/** The features by falling length. */
function measure(features: readonly NamedFeature[]): Measured[] {
  return features
    .map((one) => ({ ...one, length: lengthOf(one.part), place: 0, twin: undefined }))
    .sort((a, b) => b.length - a.length)
    .map((one, place) => ({ ...one, place }));
}

/** Links the features of equal names. @returns how many they are */
function linkTwins(a: readonly Measured[], b: readonly Measured[]): number {
  const named = new Map(b.map((one) => [formatNameKey(one.name), one]));
  let twins = 0;
  for (const one of a) {
    const twin = named.get(formatNameKey(one.name));
    if (twin === undefined) continue;
    one.twin = twin;
    twin.twin = one;
    twins += 1;
  }
  return twins;
}

function addUp(features: readonly NamedFeature[]): Float64Array {
  const sum = new Float64Array(features[0]?.part.length ?? 0);
  for (const { part } of features) for (let d = 0; d < sum.length; d++) sum[d]! += part[d]!;
  return sum;
}

function inner(a: Float64Array, b: Float64Array): number {
  return dot(a, 0, b, 0, a.length);
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(inner(vector, vector));
}
