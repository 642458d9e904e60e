import { choosePrice, parseFlag, splitList } from '../common/cell-values.ts';
import { type Cells, column } from '../common/cells.ts';
import { hasAll, hasAny, hasColumn, type ProductDialect } from '../common/dialect.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

/** The second names are those of the export before 2021. */
const columns = {
  item: column('the kind of row', 'Item', 'Item Type'),
  id: column('id', 'ID', 'Product ID'),
  title: column('title', 'Name', 'Product Name'),
  sku: column('aliases', 'SKU', 'Product Code/SKU', 'Product SKU'),
  description: column('description', 'Description', 'Product Description'),
  brand: column('brand', 'Brand', 'Brand Name'),
  categories: column('category', 'Categories', 'Category', 'Category Details'),
  price: column('price', 'Price', 'Calculated Price'),
  salePrice: column('price', 'Sale Price'),
  options: column('attributes', 'Options'),
  customFields: column('attributes', 'Custom Fields', 'Product Custom Fields'),
  image: column(
    'payload.imageUrl',
    ...[
      'Image URL (Import)',
      'Internal Image URL (Export)',
      'Product Image URL - 1',
      'Product Image File - 1',
      'Images',
    ],
    ...['Product Images', 'Product Image URL'],
  ),
  variantImage: column('payload.imageUrl', 'Variant Image URL'),
  url: column('payload.url', 'Product URL', 'Custom URL'),
  visible: column('payload.published', 'Is Visible', 'Product Visible?', 'Product Visible'),
  stock: column('payload.stock', 'Current Stock', 'Current Stock Level', 'Stock Level'),
  gtin: column('aliases', 'UPC/EAN', 'Product UPC/EAN', 'GPS Global Trade Item Number', 'Global Trade Number'),
} as const;

/** Columns of the new export, besides those that any table may have. */
const TYPICAL = [
  'Options',
  'Is Visible',
  'Inventory Tracking',
  'Current Stock',
  'Channels',
  'Brand ID',
  'Custom Fields',
];

/** `Type=Rectangle|Name=Size|Value=S`, one after the other; a swatch has its colour in brackets after the value. */
const OPTION = /Name=([^|]*)\|Value=(.*?)(?=[|\s;]*Type=|$)/gs;
/** `[RT]Size=S,[CS]Color=Red:#ff0000` in the name of a SKU row. */
const OLD_OPTION = /\[[A-Z]+\]([^=]+)=(.*?)(?=,\s*\[[A-Z]+\]|$)/gs;
const COLOUR_CODE = /(?:\[#[^\]]*\]|:#[0-9a-f#:]+)$/i;
const CUSTOM_FIELD = /"?([^"=;|]+?)"?\s*=\s*"?([^"=;|]*?)"?(?=[;|]|$)/g;
const CATEGORY_DETAILS = /Category Path: ([^,|]+)/g;
const IMAGE_URL = /Product Image URL: ([^,|\s]+)/;

export const bigCommerceProducts: ProductDialect = {
  name: 'bigcommerce-products',
  title: 'BigCommerce: Products > Export, as CSV (old and new columns)',
  reads: 'products',
  hasOwnColumns: true,
  recognizes: (shape) => {
    const isOld = hasAny(shape, 'Product Name') && hasAny(shape, 'Product Code/SKU', 'Item Type');
    // Other tables name their products under `Item`.
    const isNew = hasAll(shape, 'Item', 'Name', 'SKU') && TYPICAL.some((name) => hasAny(shape, name));
    return (isOld && hasAny(shape, 'Product ID', 'Product Code/SKU')) || isNew;
  },
  columns,
  startReading: (shape) => ({
    startPass: () => {
      const hasKinds = hasColumn(shape, columns.item);
      let current: string | undefined;
      return (row) => {
        // Rows of variants, rules and pictures follow the row of their product, and name it no further.
        if (!hasKinds || isProduct(row)) current = row.text(columns.id) ?? row.text(columns.sku);
        return current;
      };
    },
    withoutGroup: 'the row has neither Product ID nor SKU, and follows no product',
    readProduct,
  }),
};

const kindOf = (row: Cells): string => row.text(columns.item)?.toLowerCase() ?? 'product';
const isProduct = (row: Cells): boolean => kindOf(row) === 'product';
const isVariant = (row: Cells): boolean => ['variant', 'sku'].includes(kindOf(row));

function readProduct(id: string, rows: readonly Cells[]): ShopProduct {
  const main = rows.findLast(isProduct) ?? rows[0]!;
  const variants = rows.filter(isVariant);
  const own = readVariant(main, rows);
  const image = rows.map((row) => row.text(columns.image)).find((text) => text !== undefined);
  return {
    id,
    title: main.text(columns.title),
    description: main.text(columns.description),
    brand: main.text(columns.brand),
    categories: readCategories(main.text(columns.categories)),
    attributes: [...(main.text(columns.customFields) ?? '').matchAll(CUSTOM_FIELD)].map(
      ([, name, value]): NamedValues => [name!.trim(), value ? [value.trim()] : []],
    ),
    payload: {
      imageUrl: image && (IMAGE_URL.exec(image)?.[1] ?? splitList(image, '|')[0]),
      url: main.text(columns.url),
      published: parseFlag(main.text(columns.visible)),
    },
    aliases: [main.text(columns.sku), main.text(columns.gtin)],
    variants:
      variants.length === 0
        ? [{ ...own, options: [] }]
        : variants.map((row) => {
            const variant = readVariant(row, rows);
            return variant.price === undefined
              ? { ...variant, price: own.price, regularPrice: own.regularPrice }
              : variant;
          }),
  };
}

function readVariant(row: Cells, rows: readonly Cells[]): ShopVariant {
  const sku = row.text(columns.sku);
  // In the old export, the price of a SKU stands in a row for the rule of that SKU.
  const rule = rows.find((one) => kindOf(one) === 'rule' && one.text(columns.sku) === sku && sku !== undefined);
  return {
    id: sku ?? row.text(columns.id),
    aliases: [row.text(columns.gtin)],
    options: readOptions(row),
    ...choosePrice(rule?.amount(columns.price) ?? row.amount(columns.price), row.amount(columns.salePrice)),
    imageUrl: row.text(columns.variantImage),
    stock: row.amount(columns.stock),
  };
}

function readOptions(row: Cells): NamedValues[] {
  const written = row.text(columns.options);
  const matches =
    written === undefined ? (row.text(columns.title) ?? '').matchAll(OLD_OPTION) : written.matchAll(OPTION);
  return [...matches].map(([, name, value]) => [name!.trim(), [value!.replace(COLOUR_CODE, '').trim()]]);
}

/** `Shop All;Garden/Tools`; the full template writes `Category Name: Tools, Category Path: Garden/Tools|...`. */
function readCategories(text: string | undefined): string[][] {
  if (text === undefined) return [];
  const details = [...text.matchAll(CATEGORY_DETAILS)].map((match) => match[1]!);
  return (details.length > 0 ? details : splitList(text, ';')).map((path) => splitList(path, '/'));
}
