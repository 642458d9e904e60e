import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { isPayloadName } from '../../../core/catalog/payload-names.ts';
import type { AttributeValue } from '../../../core/catalog/product.ts';
import { choosePrice, joinTexts, parseFlag, splitList } from '../common/cell-values.ts';
import { CellReader, type Cells, column, foldName } from '../common/cells.ts';
import { type FileShape, hasAll, hasColumn, type ProductDialect } from '../common/dialect.ts';
import { findImage, readVariants } from '../common/document-variants.ts';
import {
  amountOf,
  type Fields,
  fieldsOf,
  isObjectList,
  listNames,
  listObjects,
  nameOf,
  plainId,
  textOf,
  typeOfId,
  withPlainAmounts,
} from '../common/nested-values.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

const columns = {
  id: column('id', 'handle', 'id', 'product_id', 'sku'),
  number: column('aliases', 'id', 'legacyResourceId'),
  sku: column('aliases', 'sku'),
  barcode: column('aliases', 'barcode', 'gtin', 'ean', 'upc', 'isbn', 'global_unique_id'),
  title: column('title', 'title', 'name'),
  description: column('description', 'body_html', 'descriptionHtml', 'description'),
  shortDescription: column('description', 'short_description'),
  brand: column('brand', 'vendor', 'brand', 'brand_name', 'brands', 'manufacturer'),
  type: column('category', 'product_type'),
  categories: column('category', 'categories', 'category', 'collections'),
  tags: column('attributes.tags', 'tags'),
  price: column('price', 'regular_price', 'price'),
  salePrice: column('price', 'sale_price'),
  formerPrice: column('payload.regularPrice', 'compare_at_price', 'retail_price'),
  saleTime: column('payload.salePrice', 'date_on_sale_from', 'date_on_sale_to'),
  options: column('attributes', 'options', 'attributes', 'custom_fields', 'metafields'),
  variants: column('aliases', 'variants', 'variations'),
  parent: column('aliases', '__parentId'),
  images: column('payload.imageUrl', 'images', 'image', 'featured_image', 'featuredMedia', 'image_url'),
  status: column('payload.published', 'status', 'is_visible', 'published'),
  stock: column('payload.stock', 'stock_quantity', 'inventory_level', 'inventory_quantity', 'total_inventory', 'stock'),
  stockStatus: column('payload.inStock', 'stock_status', 'in_stock', 'available', 'available_for_sale'),
  link: column('payload.url', 'permalink', 'online_store_url', 'url', 'link', 'custom_url'),
} as const;

/** Fields of the APIs that say nothing of what a product is. */
const UNUSED = [
  ...['admin_graphql_api_id', 'template_suffix', 'published_scope', 'published_at', 'created_at', 'updated_at'],
  ...['media', 'has_only_default_variant', 'is_gift_card', 'price_range', 'price_range_v2', 'cursor', '__typename'],
  ...['slug', 'date_created', 'date_created_gmt', 'date_modified', 'date_modified_gmt', 'type', 'featured'],
  ...['catalog_visibility', 'date_on_sale_from_gmt', 'date_on_sale_to_gmt', 'on_sale', 'purchasable', 'total_sales'],
  ...['virtual', 'downloadable', 'downloads', 'download_limit', 'download_expiry', 'external_url', 'button_text'],
  ...['tax_status', 'tax_class', 'manage_stock', 'backorders', 'backorders_allowed', 'backordered', 'low_stock_amount'],
  ...['sold_individually', 'dimensions', 'shipping_required', 'shipping_taxable', 'shipping_class', 'price_html'],
  ...['shipping_class_id', 'reviews_allowed', 'average_rating', 'rating_count', 'upsell_ids', 'cross_sell_ids'],
  ...['parent_id', 'purchase_note', 'default_attributes', 'grouped_products', 'menu_order', 'related_ids', 'meta_data'],
  ...['has_options', 'post_password', '_links', 'yoast_head', 'generated_slug', 'permalink_template', 'seo'],
  ...['tax_class_id', 'product_tax_code', 'brand_id', 'option_set_id', 'option_set_display', 'cost_price', 'map_price'],
  ...['calculated_price', 'inventory_tracking', 'inventory_warning_level', 'reviews_rating_sum', 'reviews_count'],
  ...['fixed_cost_shipping_price', 'is_free_shipping', 'is_featured', 'related_products', 'layout_file', 'sort_order'],
  ...['search_keywords', 'availability_description', 'gift_wrapping_options_type', 'gift_wrapping_options_list'],
  ...['condition', 'is_condition_shown', 'order_quantity_minimum', 'order_quantity_maximum', 'page_title'],
  ...['meta_keywords', 'meta_description', 'date_last_imported', 'preorder_release_date', 'preorder_message'],
  ...[
    'is_preorder_only',
    'is_price_hidden',
    'price_hidden_label',
    'base_variant_id',
    'open_graph_type',
    'bin_picking_number',
  ],
  ...['open_graph_title', 'open_graph_description', 'open_graph_use_meta_description', 'view_count', 'total_sold'],
  ...[
    'open_graph_use_product_name',
    'open_graph_use_image',
    'tax_code',
    'videos',
    'bulk_pricing_rules',
    'requires_selling_plan',
  ],
];
const used = new Set(Object.values(columns).flatMap(({ names }) => names));
const unused = new Set(UNUSED.map(foldName));

/** A product with its variants, options, pictures and categories nested, as APIs give it. */
export const productDocuments: ProductDialect = {
  name: 'product-documents',
  title:
    'Products as JSON with nested variants, categories, attributes or brands: `products.json`, the APIs of Shopify, WooCommerce and BigCommerce, and what is like them',
  reads: 'products',
  recognizes: (shape) =>
    hasColumn(shape, columns.id) &&
    hasColumn(shape, columns.title) &&
    (hasNestedVariants(shape) || hasNestedNames(shape) || isBulk(shape)),
  columns,
  fieldOf: (name) => {
    const folded = foldName(name);
    return used.has(folded) || unused.has(folded) ? undefined : `${groupOf(name)}.${name}`;
  },
  startReading: (shape) => {
    const reader = new CellReader();
    const ofBulk = isBulk(shape);
    return {
      startPass: () => (row) =>
        plainId(ofBulk ? (row.text(columns.parent) ?? row.text(columns.number)) : row.text(columns.id)),
      withoutGroup: 'the product has neither handle nor id',
      readProduct: (id, rows) => {
        const main = rows.findLast((row) => row.text(columns.parent) === undefined) ?? rows.at(-1)!;
        const parts = rows.filter((row) => row.text(columns.parent) !== undefined).map((row) => fieldsOf(row.value));
        return readProduct(ofBulk ? (plainId(main.text(columns.id)) ?? id) : id, main, parts, reader);
      },
    };
  },
};

/**
 * Bulk operations of Shopify write variants and pictures as records of their own, which name their product. Those of
 * orders write their lines so.
 */
function isBulk(shape: FileShape): boolean {
  const types = [typeOfId(fieldsOf(shape.first).id), typeOfId(fieldsOf(shape.first).__parentId)];
  return shape.first !== undefined && hasColumn(shape, columns.parent) && !types.includes('Order');
}

/** The first record may lack the variants that others have. */
function hasNestedVariants(shape: FileShape): boolean {
  if (shape.first === undefined) return false;
  const { variants, variations, attributes } = fieldsOf(shape.first);
  const isOfWooCommerce = hasAll(shape, 'name', 'permalink', 'attributes') && Array.isArray(attributes);
  return isOfWooCommerce || (hasColumn(shape, columns.variants) && isObjectList(variants ?? variations ?? []));
}

/** Categories, a brand, attributes or a price that are objects. */
function hasNestedNames({ first }: FileShape): boolean {
  const { categories, category, brand, brands, attributes, price } = fieldsOf(first);
  const lists = [categories, category, brands, attributes].filter(isObjectList).flatMap(listObjects);
  return [category, brand, ...lists].some((one) => nameOf(one) !== undefined) || amountOf(price) !== undefined;
}

function groupOf(name: string): 'attributes' | 'payload' {
  return isPayloadName(name) ? 'payload' : 'attributes';
}

/** @param parts Records of their own that belong to the product. */
function readProduct(id: string, row: Cells, parts: readonly Fields[], reader: CellReader): ShopProduct {
  const fields = fieldsOf(row.value);
  const nested = [fields.variants, fields.variations].flatMap(listObjects);
  const variants = [...nested.filter((one) => Object.keys(one).length > 0), ...parts.filter(isVariant)];
  const extras = listExtras(row);
  const own = readOwnVariant(row, reader);
  return {
    id,
    title: row.text(columns.title),
    description: joinTexts(row.text(columns.shortDescription), row.text(columns.description)),
    brand: readBrand(row),
    categories: listCategories(row),
    attributes: [
      ['tags', typeof fields.tags === 'string' ? splitList(fields.tags, ',') : listNames(fields.tags)],
      ...[fields.attributes, fields.custom_fields, fields.metafields].flatMap((one) => listAttributes(one, row)),
      ...extras.filter(([name]) => groupOf(name) === 'attributes').map(([name, values]): NamedValues => [name, values]),
    ],
    payload: {
      ...Object.fromEntries(extras.filter(([name]) => groupOf(name) === 'payload').map(readExtra)),
      imageUrl: [fields, ...parts].map(findImage).find((image) => image !== undefined),
      url: textOf(fieldsOf(fields.custom_url).url) ?? row.text(columns.link),
      published: readPublished(row.text(columns.status)),
    },
    aliases: [plainId(row.text(columns.number)), row.text(columns.sku), row.text(columns.barcode)],
    variants: variants.length === 0 ? [own] : fillPrices(readVariants(row, variants, reader), own),
  };
}

/** A part of a product that can be bought; others are pictures. */
function isVariant({ sku, price, selectedOptions }: Fields): boolean {
  return [sku, price, selectedOptions].some((value) => value !== undefined);
}

/** Variants without a price of their own have that of the product. */
function fillPrices(variants: readonly ShopVariant[], { price, regularPrice }: ShopVariant): ShopVariant[] {
  return variants.map((variant) => (variant.price === undefined ? { ...variant, price, regularPrice } : variant));
}

function readBrand(row: Cells): string | undefined {
  const { brand, brands } = fieldsOf(row.value);
  return nameOf(brand) ?? listNames(brands)[0] ?? row.text(columns.brand);
}

/** Ids of categories say nothing. */
function listCategories(row: Cells): string[][] {
  const { categories, category, collections } = fieldsOf(row.value);
  const names = [categories, collections].flatMap(listNames);
  const own = Array.isArray(category) ? listNames(category) : [nameOf(category) ?? textOf(category) ?? []].flat();
  const type = row.text(columns.type);
  return [...names, ...own, ...(type === undefined ? [] : [type])]
    .filter((name) => !/^\d+$/.test(name))
    .map(splitCategoryPath);
}

/** Attributes with their options, custom fields and metafields: objects with a name, or an object of plain values. */
function listAttributes(attributes: unknown, row: Cells): NamedValues[] {
  const objects = listObjects(attributes);
  if (objects.length === 0)
    return Object.entries(fieldsOf(attributes)).map(([name, value]) => [name, listPlainValues(name, value, row)]);
  return objects.flatMap(({ name, key, options, option, value }): NamedValues[] => {
    const values = (Array.isArray(options) ? options : [option ?? value]).flatMap((one) => textOf(one) ?? []);
    const known = textOf(name) ?? textOf(key);
    return known === undefined || values.length === 0 ? [] : [[known, values]];
  });
}

/** The texts of an attribute. What is nested is among the ignored fields. */
function listPlainValues(name: string, value: unknown, row: Cells): string[] {
  return [value].flat().flatMap((one) => {
    if (typeof one === 'boolean') return [String(one)];
    const text = textOf(one) ?? nameOf(one);
    if (text === undefined && typeof one === 'object' && one !== null)
      row.ignored.add(`attributes.${name}`, 'nested', one);
    return text ?? [];
  });
}

/** Plain values under names that no API has. */
function listExtras(row: Cells): (readonly [name: string, values: readonly string[], value: unknown])[] {
  const fields = fieldsOf(row.value);
  return [...row.entries()].flatMap(([folded, { column: name, values }]) => {
    const value = fields[name];
    const isPlain = (Array.isArray(value) ? value : [value]).every((one) => typeof one !== 'object');
    if (used.has(folded) || unused.has(folded)) return [];
    if (isPlain) return [[name, values, value] as const];
    row.ignored.add(`${groupOf(name)}.${name}`, 'nested', value);
    return [];
  });
}

function readExtra([name, values, value]: readonly [string, readonly string[], unknown]) {
  const plain = typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  return [name, plain ?? (values.length > 1 ? values : values[0])] as const satisfies readonly [
    string,
    AttributeValue | undefined,
  ];
}

function readOwnVariant(row: Cells, reader: CellReader): ShopVariant {
  const fields = withPlainAmounts(fieldsOf(row.value));
  const { minVariantPrice } = fieldsOf(fields.priceRangeV2 ?? fields.priceRange);
  const price = fields.price ?? fieldsOf(minVariantPrice).amount;
  const cells = reader.read({ ok: true, line: row.line, value: { ...fields, price }, text: '' });
  const hasDates = row.text(columns.saleTime) !== undefined;
  const prices = choosePrice(cells.amount(columns.price), cells.amount(columns.salePrice), hasDates);
  const stockStatus = row.text(columns.stockStatus);
  const own = {
    id: row.text(columns.sku),
    aliases: [],
    options: [],
    ...prices,
    regularPrice: prices.regularPrice ?? cells.amount(columns.formerPrice),
    stock: cells.amount(columns.stock),
    inStock: stockStatus === undefined ? undefined : stockStatus !== 'outofstock' && parseFlag(stockStatus) !== false,
  };
  row.ignored.addAll(cells.ignored.list() ?? []);
  return own;
}

function readPublished(status: string | undefined): boolean | undefined {
  if (status === undefined) return undefined;
  return status.toLowerCase() === 'publish' || parseFlag(status) === true;
}
