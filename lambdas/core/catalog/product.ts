/** One attribute of a product, or one entry of its payload: a word, a number, a flag, or several words. */
export type AttributeValue = string | number | boolean | readonly string[];

/** The kinds of product fields and their values. */
export interface FieldKinds {
  readonly text: string;
  /**
   * One category, one path from the widest to the narrowest, or several of them. `listCategoryPaths` reads every form
   * (category-paths.ts).
   */
  readonly category: string | readonly (string | readonly string[])[];
  readonly number: number;
}

/**
 * The fields of a product with a name of their own. All are optional. Types, schema, CSV columns and filters are
 * derived from this table. The texts become tokens in features/product-tokens.ts, numbers become dense inputs in
 * features/dense-inputs.ts.
 */
export const productFields = {
  title: { kind: 'text', canFilter: false },
  description: { kind: 'text', canFilter: false },
  brand: { kind: 'text', canFilter: true },
  category: { kind: 'category', canFilter: true },
  price: { kind: 'number', canFilter: true },
} as const satisfies Readonly<Record<string, { readonly kind: keyof FieldKinds; readonly canFilter: boolean }>>;

export type ProductFieldName = keyof typeof productFields;

/** The names of all fields, in the order of the table. */
// Object.keys gives the keys of the table.
export const productFieldNames = Object.keys(productFields) as readonly ProductFieldName[];

type NamesOfKind<Kind> = {
  [Name in ProductFieldName]: (typeof productFields)[Name]['kind'] extends Kind ? Name : never;
}[ProductFieldName];

/** The names of the fields of one kind, in the order of the table. */
export function fieldNamesOfKind<Kind extends keyof FieldKinds>(kind: Kind): readonly NamesOfKind<Kind>[] {
  return productFieldNames.filter((name): name is NamesOfKind<Kind> => productFields[name].kind === kind);
}

/** The names of the fields that filters can use, in the order of the table. */
export const filterFieldNames = productFieldNames.filter((name) => productFields[name].canFilter);

type NamedFields = { readonly [Name in ProductFieldName]?: FieldKinds[(typeof productFields)[Name]['kind']] };

/**
 * A product as the shop describes it. Everything but `id` is optional; the encoder uses the fields that are present.
 * `id` has 1 to 256 characters and is unique in the catalog.
 */
export interface Product extends NamedFields {
  readonly id: string;
  /** What describes the product. The model learns from these, except for names such as `inStock` (payload-names.ts). */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** What is stored, filtered by and given back, but not learnt from: stock, pictures, links, ratings. */
  readonly payload?: Readonly<Record<string, AttributeValue>>;
  /** Other names by which orders and training data mean this product: SKUs of its variants, barcodes, old ids. */
  readonly aliases?: readonly string[];
  /** Embeddings of images or texts that the shop already has, by name. */
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
  /** The plain numeric vector of the original model: the input of the linear encoder. */
  readonly features?: readonly number[];
}
