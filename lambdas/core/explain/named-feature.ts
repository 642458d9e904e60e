import { addScaled } from '../numerics/matmul.ts';
import type { Reals } from '../numerics/reals.ts';

/** What a feature is, in the terms of the product. */
export interface FeatureName {
  /**
   * `title`, `description`, `text`, `brand`, `category`, `attribute` or `query` for words, `number`, `vector` and
   * `features` for what the shop gave as numbers, `idRow` for the row that a product of the training data has of its
   * own: what was learned from baskets, sessions and triplets about this product and not about its words. A vector that
   * a search was given is `exampleVector`, by its place in the search.
   */
  readonly field: string;
  /** The word, `name=value`, the name of the vector, the place among the features, or the product's id. */
  readonly value: string;
  /** True for a word that shares a row with other rare words (`unknownBuckets`), so it can match another word. */
  readonly rare?: true;
}

/** A part of a product's vector before it is scaled to length 1. The parts of a product add up to that vector. */
export interface NamedFeature {
  readonly name: FeatureName;
  /** (D) */
  readonly part: Float64Array;
}

/** A text that only equal names share. */
export function formatNameKey({ field, value, rare }: FeatureName): string {
  return `${rare ? '?' : '='}${field}:${value}`;
}

/** Adds up the parts of named features, and those of features with the same name to one. */
export class NamedFeatureSum {
  readonly #D: number;
  readonly #features = new Map<string, NamedFeature>();

  /** @param D Numbers of a vector. */
  constructor(D: number) {
    this.#D = D;
  }

  /** The features, in the order in which their names came first. */
  get features(): NamedFeature[] {
    return [...this.#features.values()];
  }

  /** Adds `weight` times the D numbers of `table` from `at` on. A weight of 0 adds no feature. */
  add(name: FeatureName, table: Reals, at: number, weight: number): void {
    if (weight === 0) return;
    const key = formatNameKey(name);
    let feature = this.#features.get(key);
    if (feature === undefined) {
      feature = { name, part: new Float64Array(this.#D) };
      this.#features.set(key, feature);
    }
    addScaled(feature.part, 0, table, at, this.#D, weight);
  }
}
