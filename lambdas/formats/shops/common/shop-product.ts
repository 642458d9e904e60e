import type { AttributeValue } from '../../../core/catalog/product.ts';

/** A named attribute with its values, as the shop writes both. */
export type NamedValues = readonly [name: string, values: readonly string[]];

/** One form of a product that can be bought: a size, a colour. */
export interface ShopVariant {
  /** The id if each variant is its own product; undefined if the export gives none. */
  readonly id?: string | undefined;
  /** Other names by which orders mean the variant: SKU, barcode, id of the variant. */
  readonly aliases: readonly (string | undefined)[];
  /** What distinguishes the variant: `['Size', ['M']]`. */
  readonly options: readonly NamedValues[];
  /** What a customer pays now. */
  readonly price?: number | undefined;
  /** What it costs without the sale. */
  readonly regularPrice?: number | undefined;
  /** What it costs at times in which a sale is on. */
  readonly salePrice?: number | undefined;
  readonly imageUrl?: string | undefined;
  readonly url?: string | undefined;
  /** Units on stock. */
  readonly stock?: number | undefined;
  readonly inStock?: boolean | undefined;
  /** The title, if variants have titles of their own. */
  readonly title?: string | undefined;
}

/** A product of a shop's export, with its variants: at least one. */
export interface ShopProduct {
  readonly id: string;
  readonly title: string | undefined;
  readonly description?: string | undefined;
  readonly brand?: string | undefined;
  /** Each path from wide to narrow. */
  readonly categories?: readonly (readonly string[])[] | undefined;
  readonly attributes?: readonly NamedValues[] | undefined;
  /** What is stored but not learnt from. */
  readonly payload?: Readonly<Record<string, AttributeValue | undefined>> | undefined;
  /** Other names by which orders mean the product: handle, id in the shop. */
  readonly aliases?: readonly (string | undefined)[] | undefined;
  readonly variants: readonly ShopVariant[];
}
