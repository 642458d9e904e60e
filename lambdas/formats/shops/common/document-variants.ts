import { isPayloadName } from '../../../core/catalog/payload-names.ts';
import { choosePrice, parseFlag } from './cell-values.ts';
import { type CellReader, type Cells, column } from './cells.ts';
import { type Fields, fieldsOf, listNames, listObjects, plainId, textOf, withPlainAmounts } from './nested-values.ts';
import type { NamedValues, ShopVariant } from './shop-product.ts';

/** What a variant of a product is called in the APIs of shop systems, and in documents like those. */
const variantColumns = {
  number: column('aliases', 'id', 'variant_id'),
  sku: column('aliases', 'sku'),
  barcode: column('aliases', 'barcode', 'gtin', 'ean', 'upc', 'isbn', 'global_unique_id'),
  price: column('price', 'regular_price', 'price', 'calculated_price'),
  salePrice: column('price', 'sale_price'),
  formerPrice: column('payload.regularPrice', 'compare_at_price'),
  stock: column('payload.stock', 'inventory_quantity', 'inventory_level', 'stock_quantity', 'stock', 'quantity', 'qty'),
  available: column('payload.inStock', 'available', 'available_for_sale', 'in_stock', 'is_in_stock'),
  url: column('payload.url', 'url', 'permalink', 'link'),
} as const;

/** The only option value of a product without options. */
const NO_OPTION = 'Default Title';
/** Names under which a variant has more than one plain value, or what says nothing of it. */
const NO_OPTIONS = new Set(
  [
    ...['title', 'name', 'display_name', 'product_id', 'parent_id', 'position', 'admin_graphql_api_id', 'taxable'],
    ...['inventory_item_id', 'inventory_management', 'inventory_policy', 'fulfillment_service', 'requires_shipping'],
    ...['image_id', 'image_url', 'currency', 'tax_code', 'grams', 'weight', 'weight_unit', 'description', 'handle'],
    ...[
      'cost_price',
      'msrp',
      'mpn',
      'type',
      'default',
      'enabled',
      'active',
      '__typename',
      '__parentId',
      'cost',
      'barcode_type',
    ],
    ...['compare_at', 'old_price', 'list_price', 'currency_code', 'sort_order', 'tax_class', 'tax_status'],
  ].map((name) => column('', name).names[0]!),
);
const used = new Set(Object.values(variantColumns).flatMap(({ names }) => names));

/** Reads the variants of one product. Values that cannot be read are ignored fields of the product. */
export function readVariants(product: Cells, variants: readonly Fields[], reader: CellReader): ShopVariant[] {
  const { options } = fieldsOf(product.value);
  const names = listNames(options);
  return variants.map((written) => {
    const value = withPlainAmounts(written);
    const cells = reader.read({ ok: true, line: product.line, value, text: '' });
    const variant = readVariant(value, cells, names);
    product.ignored.addAll(cells.ignored.list() ?? []);
    return variant;
  });
}

function readVariant(fields: Fields, cells: Cells, names: readonly string[]): ShopVariant {
  const stock = cells.amount(variantColumns.stock);
  const available = parseFlag(cells.text(variantColumns.available));
  const number = plainId(cells.text(variantColumns.number));
  const prices = choosePrice(cells.amount(variantColumns.price), cells.amount(variantColumns.salePrice));
  return {
    id: cells.text(variantColumns.sku) ?? number,
    aliases: [number, cells.text(variantColumns.barcode)],
    options: listOptions(fields, cells, names),
    ...prices,
    regularPrice: cells.amount(variantColumns.formerPrice) ?? prices.regularPrice,
    imageUrl: findImage(fields),
    url: cells.text(variantColumns.url),
    stock,
    inStock: available ?? (stock === undefined ? undefined : stock > 0),
  };
}

/** Options as Shopify, GraphQL, BigCommerce and WooCommerce write them, or as plain values by their names. */
function listOptions(fields: Fields, cells: Cells, names: readonly string[]): NamedValues[] {
  const numbered = [fields.option1, fields.option2, fields.option3].map(textOf);
  if (numbered.some((value) => value !== undefined))
    return numbered.flatMap((value, i) => nameValue(names[i] ?? `Option${i + 1}`, value));
  const listed = [fields.selectedOptions, fields.option_values, fields.attributes].flatMap(listObjects);
  if (listed.length > 0)
    return listed.flatMap(({ name, option_display_name, value, label, option }) =>
      nameValue(textOf(name) ?? textOf(option_display_name), textOf(value) ?? textOf(label) ?? textOf(option)),
    );
  return [...cells.entries()].flatMap(([folded, { column: name, values }]) => {
    const isOption = !used.has(folded) && !NO_OPTIONS.has(folded) && !isPayloadName(name);
    return isOption && typeof fields[name] !== 'object' ? nameValue(name, values[0]) : [];
  });
}

function nameValue(name: string | undefined, value: string | undefined): NamedValues[] {
  return name === undefined || value === undefined || value === NO_OPTION ? [] : [[name, [value]]];
}

const IMAGE_NAMES = ['featured_image', 'featuredImage', 'featuredMedia', 'image', 'images', 'image_url', 'imageUrl'];

/** The address of the first picture of a product or a variant. */
export function findImage(fields: Fields): string | undefined {
  for (const name of IMAGE_NAMES) {
    const value = fields[name];
    const listed = Array.isArray(value) && typeof value[0] === 'string' ? value[0] : value;
    const image = textOf(listed) ?? listObjects(value).map(addressOf).find(Boolean) ?? addressOf(fieldsOf(value));
    if (image !== undefined && !/^\d+$/.test(image)) return image;
  }
  return undefined;
}

function addressOf({ src, url, originalSrc, url_standard, url_zoom, image }: Fields): string | undefined {
  const addresses = [src, url, originalSrc, url_standard, url_zoom, fieldsOf(image).url];
  return addresses.map(textOf).find((one) => one !== undefined);
}
