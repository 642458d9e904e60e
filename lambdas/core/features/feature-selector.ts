import { foldName, isPayloadName } from '../catalog/payload-names.ts';
import type { AttributeValue, Product } from '../catalog/product.ts';
import type { FeatureConfig, FeatureReading } from './feature-config.ts';

/** The cache is emptied when it holds more names. */
const MAX_NAMES = 10_000;

type Values = Readonly<Record<string, AttributeValue>>;

/**
 * Leaves of products what a model learns from: no payload, and no attributes whose names say that they are none
 * (payload-names.ts), unless the configuration says otherwise. Products that equal each other after it have the same
 * vector.
 */
export class FeatureSelector {
  readonly #as: ReadonlySet<string>;
  readonly #not: ReadonlySet<string>;
  readonly #readsAll: boolean;
  /** Name of an attribute -> whether it is a feature. */
  readonly #known = new Map<string, boolean>();

  constructor(config: Pick<FeatureConfig, 'asFeatures' | 'notFeatures'>, reading: FeatureReading) {
    this.#as = new Set(config.asFeatures.map(foldName));
    this.#not = new Set(config.notFeatures.map(foldName));
    this.#readsAll = reading === 1;
  }

  /** The product without what is no feature; the product itself if it has nothing else. */
  select(product: Product): Product {
    if (product.payload === undefined && this.#areFeatures(product.attributes)) return product;
    const { payload, ...rest } = product;
    const chosen = Object.entries(payload ?? {}).filter(([name]) => this.#as.has(foldName(name)));
    const attributes = Object.entries(rest.attributes ?? {}).filter(([name]) => this.#isFeature(name));
    if (chosen.length + attributes.length > 0)
      return { ...rest, attributes: Object.fromEntries([...chosen, ...attributes]) };
    const { attributes: _none, ...others } = rest;
    return others;
  }

  #areFeatures(attributes: Values | undefined): boolean {
    for (const name in attributes) if (!this.#isFeature(name)) return false;
    return true;
  }

  #isFeature(name: string): boolean {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const folded = foldName(name);
    const isFeature = this.#readsAll || this.#as.has(folded) || !(this.#not.has(folded) || isPayloadName(name));
    if (this.#known.size >= MAX_NAMES) this.#known.clear();
    this.#known.set(name, isFeature);
    return isFeature;
  }
}
