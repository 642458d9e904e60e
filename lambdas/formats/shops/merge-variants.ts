import type { AttributeValue, Product } from '../../core/catalog/product.ts';
import type { VariantMode } from '../schemas/reading-schema.ts';
import type { NamedValues, ShopProduct, ShopVariant } from './common/shop-product.ts';

/** If each variant is a product, this entry of the payload is the id of the product that it is a variant of. */
export const GROUP_FIELD = 'item_group_id';

/** The products to store for a product of an export. */
export function listProducts(product: ShopProduct, mode: VariantMode): Product[] {
  return mode === 'merge' ? [mergeVariants(product)] : splitVariants(product);
}

/**
 * One product with all variants: options become lists of their values, the price is the lowest, the picture the first,
 * the stock the sum.
 */
function mergeVariants(product: ShopProduct): Product {
  const { variants } = product;
  const [cheapest] = variants.filter(hasPrice).sort((a, b) => a.price - b.price);
  return buildProduct(product, {
    id: product.id,
    title: product.title,
    price: cheapest?.price,
    attributes: variants.flatMap((variant) => variant.options),
    payload: {
      imageUrl: variants.find((variant) => variant.imageUrl !== undefined)?.imageUrl,
      url: variants.find((variant) => variant.url !== undefined)?.url,
      regularPrice: cheapest?.regularPrice,
      salePrice: cheapest?.salePrice,
      inStock: someTrue(variants.map((variant) => variant.inStock)),
      stock: sum(variants.map((variant) => variant.stock)),
      ...withoutUndefined(product.payload),
    },
    aliases: [...(product.aliases ?? []), ...variants.flatMap((variant) => [variant.id, ...variant.aliases])],
  });
}

/**
 * A product for each variant. Its id is that of the variant; without one, the id of the product and the options. Names
 * of the whole product are aliases of its first variant, so that orders which name only the product find one.
 */
function splitVariants(product: ShopProduct): Product[] {
  const taken = new Set<string>();
  return product.variants.map((variant, i) => {
    const id = variant.id ?? [product.id, ...variant.options.flatMap(([, values]) => values)].join('/');
    const { price, imageUrl, url, regularPrice, salePrice, inStock, stock } = variant;
    // The product lists all values that its variants have.
    const names = new Set(variant.options.map(([name]) => name));
    const attributes = product.attributes?.filter(([name]) => !names.has(name));
    return buildProduct(
      { ...product, attributes },
      {
        id: addUnused(id, taken),
        title: variant.title ?? product.title,
        price,
        attributes: variant.options,
        payload: {
          ...withoutUndefined(product.payload),
          ...withoutUndefined({ imageUrl, url, regularPrice, salePrice, inStock, stock }),
          [GROUP_FIELD]: product.variants.length > 1 ? product.id : undefined,
        },
        aliases: [
          ...variant.aliases,
          ...nameInOrders(product, variant),
          ...(i === 0 ? [product.id, ...(product.aliases ?? [])] : []),
        ],
      },
    );
  });
}

/** Lines of orders without a SKU name a variant so: `Tee - Red / S`. Variants without a title of their own share one. */
function nameInOrders({ title, variants }: ShopProduct, { title: own, options }: ShopVariant): string[] {
  const values = options.flatMap(([, list]) => list);
  const isNamed = title !== undefined && own === undefined && variants.length > 1 && values.length > 0;
  return isNamed ? [`${title} - ${values.join(' / ')}`] : [];
}

interface ProductParts {
  readonly id: string;
  readonly title: string | undefined;
  readonly price: number | undefined;
  /** Beside those of the product. */
  readonly attributes: readonly NamedValues[];
  readonly payload: Readonly<Record<string, AttributeValue | undefined>>;
  readonly aliases: readonly (string | undefined)[];
}

function buildProduct(of: ShopProduct, parts: ProductParts): Product {
  const { id, title, price } = parts;
  const attributes = collectValues([...(of.attributes ?? []), ...parts.attributes]);
  const payload = withoutUndefined(parts.payload);
  const category = chooseCategory(of.categories ?? []);
  const aliases = [...new Set(parts.aliases)].filter((alias) => alias !== undefined).filter((alias) => alias !== id);
  return {
    id,
    ...(title !== undefined && { title }),
    ...(of.description !== undefined && { description: of.description }),
    ...(of.brand !== undefined && { brand: of.brand }),
    ...(category !== undefined && { category }),
    ...(price !== undefined && { price }),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(Object.keys(payload).length > 0 && { payload }),
    ...(aliases.length > 0 && { aliases }),
  };
}

/** One path as itself, several as a list of paths. */
function chooseCategory(paths: readonly (readonly string[])[]): Product['category'] | undefined {
  const filled = paths.filter((path) => path.length > 0);
  return filled.length > 1 ? filled : filled[0];
}

/** Attributes by name, each value once: a text if there is one value, else a list. */
function collectValues(named: readonly NamedValues[]): Record<string, AttributeValue> {
  const values = new Map<string, Set<string>>();
  for (const [name, list] of named) {
    const known = values.get(name) ?? new Set<string>();
    for (const value of list) known.add(value);
    if (known.size > 0) values.set(name, known);
  }
  return Object.fromEntries([...values].map(([name, set]) => [name, set.size === 1 ? [...set][0]! : [...set]]));
}

/** The id, or the id with the first number that makes it new. Adds it to `taken`. */
function addUnused(id: string, taken: Set<string>): string {
  let unused = id;
  for (let n = 2; taken.has(unused); n++) unused = `${id}/${n}`;
  taken.add(unused);
  return unused;
}

function hasPrice(variant: ShopVariant): variant is ShopVariant & { readonly price: number } {
  return variant.price !== undefined;
}

/** Undefined if no flag is known. */
function someTrue(flags: readonly (boolean | undefined)[]): boolean | undefined {
  return flags.some((flag) => flag !== undefined) ? flags.includes(true) : undefined;
}

/** Undefined if no number is known. */
function sum(numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((number) => number !== undefined);
  return known.length > 0 ? known.reduce((total, number) => total + number, 0) : undefined;
}

function withoutUndefined<Value>(
  fields: Readonly<Record<string, Value | undefined>> | undefined,
): Record<string, Value> {
  const known = Object.entries(fields ?? {}).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  return Object.fromEntries(known);
}
