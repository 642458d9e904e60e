import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { parseFlag, splitList } from '../common/cell-values.ts';
import { type Cells, column } from '../common/cells.ts';
import { hasAll, hasAny, hasColumn, type ProductDialect } from '../common/dialect.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

/** The columns of Shopify's export, of its template since 2025, and of exports whose columns were renamed. */
const columns = {
  id: column('id', 'Handle', 'URL handle', 'id'),
  title: column('title', 'Title'),
  description: column('description', 'Body (HTML)', 'Description', 'Body'),
  brand: column('brand', 'Vendor', 'Brand'),
  category: column('category', 'Product Category', 'Standardized Product Type', 'Category'),
  collections: column('category', 'Collection', 'Custom Collections'),
  type: column('attributes.type', 'Type', 'Custom Product Type', 'Product Type'),
  tags: column('attributes.tags', 'Tags'),
  price: column('price', 'Variant Price', 'Price'),
  regularPrice: column('payload.regularPrice', 'Variant Compare At Price', 'Compare-at price'),
  image: column('payload.imageUrl', 'Image Src', 'Product image URL'),
  variantImage: column('payload.imageUrl', 'Variant Image', 'Variant image URL'),
  stock: column('payload.stock', 'Variant Inventory Qty', 'Inventory quantity'),
  tracker: column('payload.inStock', 'Variant Inventory Tracker', 'Inventory tracker'),
  oversell: column('payload.inStock', 'Variant Inventory Policy', 'Continue selling when out of stock'),
  published: column('payload.published', 'Published', 'Published on online store'),
  status: column('payload.published', 'Status'),
  giftCard: column('payload.giftCard', 'Gift Card'),
  sku: column('aliases', 'Variant SKU', 'SKU'),
  barcode: column('aliases', 'Variant Barcode', 'Barcode'),
  variantId: column('aliases', 'Variant ID'),
} as const;

const OPTION = /^Option[123] (?:Name|Value)$/i;
const optionColumns = [1, 2, 3].map((n) => ({
  name: column('attributes', `Option${n} Name`),
  value: column('attributes', `Option${n} Value`),
}));

/** The option value of a product that has no options. */
const NO_OPTION = 'Default Title';
/** `Fabric (product.metafields.custom.fabric)`, `Metafield: custom.fabric`; the name is in a group. */
const METAFIELD = /^(.+) \(product\.metafields\.|^Metafield: (?:[^.]+\.)?([^\s[]+)/i;

export const shopifyProducts: ProductDialect = {
  name: 'shopify-products',
  title: 'Shopify: Products > Export, as CSV',
  reads: 'products',
  hasOwnColumns: true,
  recognizes: (shape) => {
    if (!hasAll(shape, 'Title')) return false;
    const hasOptions = hasAll(shape, 'Option1 Name', 'Option1 Value');
    if (!hasAny(shape, 'Handle', 'URL handle')) return hasOptions && hasColumn(shape, columns.id);
    return hasOptions || hasAny(shape, 'Variant SKU', 'Variant Price', 'Body (HTML)', 'Option1 Name');
  },
  columns,
  fieldOf: (name) => {
    if (OPTION.test(name)) return 'attributes';
    const field = METAFIELD.exec(name);
    return field === null ? undefined : `attributes.${field[1] ?? field[2]}`;
  },
  startReading: (shape) => ({
    startPass: () => (row) => row.text(columns.id),
    withoutGroup: 'the row has no Handle',
    readProduct: (id, rows) => readProduct(id, rows, hasColumn(shape, columns.tracker)),
  }),
};

function readProduct(id: string, rows: readonly Cells[], hasTracker: boolean): ShopProduct {
  const main = rows.find((row) => row.text(columns.title) !== undefined) ?? rows[0]!;
  const optionNames = optionColumns.map(({ name }) => main.text(name) ?? rows[0]!.text(name));
  // The other rows of a product only have a further picture.
  const variantRows = rows.filter((row) => row === main || isVariant(row));
  const images = rows.flatMap((row) => row.list(columns.image));
  const path = main.text(columns.category);
  const collections = splitList(main.text(columns.collections) ?? '', ',').map((name) => [name]);
  const title = main.text(columns.title);
  return {
    id,
    title,
    description: main.text(columns.description),
    brand: main.text(columns.brand),
    categories: [...(path === undefined ? [] : [splitCategoryPath(path)]), ...collections],
    attributes: [
      ['type', main.list(columns.type)],
      ['tags', splitList(main.text(columns.tags) ?? '', ',')],
      ...listMetafields(main),
    ],
    payload: {
      imageUrl: images[0],
      published: readPublished(main),
      ...(parseFlag(main.text(columns.giftCard)) && { giftCard: true }),
    },
    variants: variantRows.map((row) => ({ ...readVariant(row, optionNames, title), ...readStock(row, hasTracker) })),
  };
}

function isVariant(row: Cells): boolean {
  return [columns.sku, columns.price, columns.barcode, ...optionColumns.map(({ value }) => value)].some(
    (one) => row.text(one) !== undefined,
  );
}

function readVariant(row: Cells, names: readonly (string | undefined)[], title: string | undefined): ShopVariant {
  const values = optionColumns
    .map(({ value }) => row.text(value))
    .map((value) => (value === NO_OPTION ? undefined : value));
  const options = values.flatMap((value, i): NamedValues[] =>
    value === undefined ? [] : [[names[i] ?? `Option${i + 1}`, [value]]],
  );
  const sku = row.text(columns.sku);
  const known = values.filter((value) => value !== undefined);
  // Orders name a variant without a SKU by its title only.
  const lineTitle = [title, known.join(' / ')].filter((part) => part).join(' - ');
  return {
    id: sku,
    aliases: [row.text(columns.barcode), row.text(columns.variantId), ...(sku === undefined ? [lineTitle] : [])],
    options,
    price: row.amount(columns.price),
    regularPrice: row.amount(columns.regularPrice),
    imageUrl: row.text(columns.variantImage),
  };
}

/** Stock that is not tracked, or can be sold beyond, is never out. */
function readStock(row: Cells, hasTracker: boolean): Pick<ShopVariant, 'stock' | 'inStock'> {
  const stock = row.amount(columns.stock);
  if (stock === undefined) return {};
  const oversell = row.text(columns.oversell)?.toLowerCase();
  const isUntracked = hasTracker && row.text(columns.tracker) === undefined;
  const isEndless = isUntracked || oversell === 'continue' || parseFlag(oversell) === true;
  return { stock, inStock: isEndless || stock > 0 };
}

function readPublished(main: Cells): boolean | undefined {
  const flags = [columns.published, columns.status].map((one) => parseFlag(main.text(one)));
  return flags.every((flag) => flag === undefined) ? undefined : !flags.includes(false);
}

function listMetafields(main: Cells): NamedValues[] {
  return [...main.entries()].flatMap(([, { column: written, values }]): NamedValues[] => {
    const match = METAFIELD.exec(written);
    return match === null ? [] : [[match[1] ?? match[2]!, values.flatMap((value) => splitList(value, ';'))]];
  });
}
