import { type FeatureName, formatNameKey, type NamedFeature } from './named-feature.ts';
import { inner, lengthOf } from './vectors.ts';

/** What a pair of features adds to a score. */
export interface Contribution {
  /** The feature of the query. */
  readonly query: FeatureName;
  /** The feature of the neighbour. */
  readonly neighbour: FeatureName;
  /** Below 0 for a pair that makes the score smaller. */
  readonly contribution: number;
}

/** A feature with its length. */
interface Measured extends NamedFeature {
  readonly length: number;
  /** Its place among the features of its side, from the longest on. */
  readonly place: number;
  /** The feature with the same name on the other side. */
  twin: Measured | undefined;
}

/** All pairs of a feature of a query (a) and one of a neighbour (b). */
export class FeaturePairs {
  readonly #a: readonly Measured[];
  readonly #b: readonly Measured[];
  readonly #scale: number;
  /** Pairs, where (i, j) and (j, i) are one. */
  readonly count: number;

  /** @param scale The factor of each inner product. Above 0. */
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
