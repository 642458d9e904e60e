/** One attribute of a product: a word, a number, a flag, or several words. */
export type AttributeValue = string | number | boolean | readonly string[];

/**
 * A product as the shop describes it. Everything but `id` is optional; the encoder uses what is there.
 * `id` is 1 to 256 characters and unique in the catalog.
 */
export interface Product {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  readonly brand?: string;
  /** One category, or the path from the widest to the narrowest. */
  readonly category?: string | readonly string[];
  readonly price?: number;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Embeddings of images or texts that the shop already has, by name. */
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
  /** The plain numeric vector of the original model: the input of the linear encoder. */
  readonly features?: readonly number[];
}
