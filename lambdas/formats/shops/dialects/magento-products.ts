import { choosePrice, joinTexts, parseFlag, splitList } from '../common/cell-values.ts';
import { type Cells, type Column, column } from '../common/cells.ts';
import { hasAll, hasAny, type ProductDialect, type ProductReading } from '../common/dialect.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

/** The second names are those of Magento 1. */
const columns = {
  sku: column('id', 'sku'),
  store: column('the language of the row', 'store_view_code', '_store'),
  type: column('attributes.product_type', 'product_type', '_type'),
  title: column('title', 'name'),
  description: column('description', 'description'),
  shortDescription: column('description', 'short_description'),
  brand: column('brand', 'brand', 'manufacturer'),
  categories: column('category', 'categories', '_category'),
  price: column('price', 'price'),
  specialPrice: column('price', 'special_price'),
  specialFrom: column('payload.salePrice', 'special_price_from_date', 'special_from_date'),
  specialTo: column('payload.salePrice', 'special_price_to_date', 'special_to_date'),
  image: column('payload.imageUrl', 'base_image', 'image'),
  urlKey: column('payload.urlKey', 'url_key'),
  online: column('payload.published', 'product_online', 'status'),
  visibility: column('payload.visibility', 'visibility'),
  stock: column('payload.stock', 'qty'),
  inStock: column('payload.inStock', 'is_in_stock'),
  attributes: column('attributes', 'additional_attributes'),
  variations: column('aliases', 'configurable_variations'),
  superSku: column('aliases', '_super_products_sku'),
} as const;

/** The category that all others of a store are in. */
const ROOT = /^(?:Default Category|Root Catalog)\//i;
/** Between two pairs of `additional_attributes`: a comma before the next name. */
const PAIR = /,(?="?[\w-]+=)/;
const BRAND = /^(?:brand|manufacturer|marke|marque|marca)$/i;
/** What options of a variation are not: `sku=MS01-S-Red,size=S,color=Red`. */
const SKU = 'sku';

export const magentoProducts: ProductDialect = {
  name: 'magento-products',
  title: 'Adobe Commerce and Magento: System > Export > Products, as CSV',
  reads: 'products',
  hasOwnColumns: true,
  recognizes: (shape) =>
    hasAll(shape, 'sku', 'name') &&
    (hasAny(shape, 'attribute_set_code', '_attribute_set') ||
      [
        'product_type',
        'additional_attributes',
        'product_websites',
        'store_view_code',
        'url_key',
        'product_online',
      ].filter((name) => hasAny(shape, name)).length >= 2),
  columns,
  startReading: () => new MagentoReading(),
};

/** A configurable product lists the SKUs of its variants. They have rows of their own, before or after it. */
class MagentoReading implements ProductReading {
  readonly withoutGroup = 'the row has no sku, and no row before it has one';
  readonly #parentOfSku = new Map<string, string>();

  startPass(): (row: Cells) => string | undefined {
    let current: string | undefined;
    return (row) => {
      // A row without SKU continues the one before: Magento 1 writes further categories and variants so.
      current = row.text(columns.sku) ?? current;
      for (const sku of listVariantSkus(row)) if (current !== undefined) this.#parentOfSku.set(sku, current);
      return current;
    };
  }

  groupOf(sku: string): string {
    return this.#parentOfSku.get(sku) ?? sku;
  }

  readProduct(id: string, rows: readonly Cells[]): ShopProduct {
    return readProduct(id, rows);
  }
}

function listVariantSkus(row: Cells): string[] {
  const skus = listVariations(row).flatMap((pairs) => pairs.find(([name]) => name === SKU)?.[1] ?? []);
  return [...skus, ...row.list(columns.superSku)];
}

function listVariations(row: Cells): NamedValues[][] {
  return splitList(row.text(columns.variations) ?? '', '|').map(readPairs);
}

/** The rows of each SKU. Rows of other languages come after the one for all stores, and only fill what that lacks. */
function groupBySku(id: string, rows: readonly Cells[]): Map<string, Cells[]> {
  const bySku = new Map<string, Cells[]>([[id, []]]);
  let current = id;
  for (const row of rows) {
    current = row.text(columns.sku) ?? current;
    const group = bySku.get(current) ?? [];
    if (row.text(columns.store) === undefined) group.push(row);
    bySku.set(current, group);
  }
  for (const row of rows) if (row.text(columns.store) !== undefined) bySku.get(row.text(columns.sku) ?? id)!.push(row);
  return bySku;
}

function readProduct(id: string, rows: readonly Cells[]): ShopProduct {
  const bySku = groupBySku(id, rows);
  const main = bySku.get(id)!;
  // Variants whose product is not in the file stand alone, without rows of its own.
  const mainRows = main.length > 0 ? main : rows;
  const attributes = mainRows.flatMap((row) => readPairs(row.text(columns.attributes) ?? ''));
  const options = new Map(
    mainRows.flatMap(listVariations).map((pairs) => [pairs.find(([name]) => name === SKU)?.[1][0], pairs]),
  );
  const variants = [...new Set([...options.keys(), ...bySku.keys()])].filter((sku) => sku !== undefined && sku !== id);
  const ownPrices = readVariant(id, mainRows, []);
  return {
    id,
    title: first(mainRows, columns.title),
    description: joinTexts(first(mainRows, columns.shortDescription), first(mainRows, columns.description)),
    brand: first(mainRows, columns.brand) ?? attributes.find(([name]) => BRAND.test(name))?.[1][0],
    categories: mainRows.flatMap((row) => splitList(row.text(columns.categories) ?? '', ',')).map(splitPath),
    attributes,
    payload: {
      imageUrl: first(mainRows, columns.image),
      urlKey: first(mainRows, columns.urlKey),
      published: readOnline(first(mainRows, columns.online)),
      visibility: first(mainRows, columns.visibility),
    },
    variants:
      variants.length === 0
        ? [ownPrices]
        : variants.map((sku) => {
            const variant = readVariant(sku!, bySku.get(sku!) ?? [], options.get(sku!) ?? []);
            return variant.price === undefined ? { ...variant, price: ownPrices.price } : variant;
          }),
  };
}

function readVariant(sku: string, rows: readonly Cells[], pairs: readonly NamedValues[]): ShopVariant {
  const listed = pairs.filter(([name]) => name !== SKU);
  const hasDates = first(rows, columns.specialFrom) !== undefined || first(rows, columns.specialTo) !== undefined;
  return {
    id: sku,
    aliases: [],
    options: listed,
    ...choosePrice(firstAmount(rows, columns.price), firstAmount(rows, columns.specialPrice), hasDates),
    imageUrl: first(rows, columns.image),
    stock: firstAmount(rows, columns.stock),
    inStock: parseFlag(first(rows, columns.inStock)),
  };
}

/** The first filled cell of a column. */
function first(rows: readonly Cells[], of: Column): string | undefined {
  for (const row of rows) {
    const text = row.text(of);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The first amount of a column that can be read. */
function firstAmount(rows: readonly Cells[], of: Column): number | undefined {
  for (const row of rows) {
    const amount = row.amount(of);
    if (amount !== undefined) return amount;
  }
  return undefined;
}

/** `Default Category/Men/Tops`. */
function splitPath(text: string): string[] {
  return splitList(text.replace(ROOT, ''), '/');
}

/** `color=Red,size=S`. A bar stands between several values. By an option of the export, each pair or value is in quotes. */
function readPairs(text: string): NamedValues[] {
  return text.split(PAIR).flatMap((pair): NamedValues[] => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).replace(/^"/, '').trim();
    const written = pair.slice(at + 1).trim();
    const isQuoted = pair.startsWith('"') || written.startsWith('"');
    const values = splitList(isQuoted ? withoutQuotes(written) : written, '|');
    return at <= 0 || values.length === 0
      ? []
      : [[name, values.map((value) => (isQuoted ? withoutQuotes(value) : value))]];
  });
}

function withoutQuotes(text: string): string {
  return text.replace(/^"|"$/g, '').replaceAll('""', '"');
}

/** 1 is enabled, 2 disabled; Magento 1 also writes words. */
function readOnline(text: string | undefined): boolean | undefined {
  return text === undefined ? undefined : parseFlag(text) === true;
}
