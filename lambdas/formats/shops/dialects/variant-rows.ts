import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { splitNameWords } from '../../columns/name-words.ts';
import { choosePrice, parseFlag, readPrice, splitList } from '../common/cell-values.ts';
import { type Cells, column } from '../common/cells.ts';
import { hasColumn, type ProductDialect, type ProductReading } from '../common/dialect.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

/** The names of Lightspeed, Square, Squarespace and Wix. */
const columns = {
  group: column('id', 'handle', 'handleId', 'Reference Handle', 'Product ID [Non Editable]', 'product_id', 'Parent ID'),
  rowType: column('the kind of row', 'fieldType'),
  title: column('title', 'Title', 'Item Name', 'Product Name', 'name'),
  description: column('description', 'Description', 'Product Description'),
  brand: column('brand', 'brand_name', 'brand', 'vendor', 'manufacturer'),
  category: column('category', 'Categories', 'Category', 'collection', 'collections', 'product_category'),
  type: column('category', 'Reporting Category', 'type', 'product_type'),
  tags: column('attributes.tags', 'tags'),
  price: column('price', 'retail_price', 'price'),
  surcharge: column('price', 'surcharge'),
  salePrice: column('price', 'sale_price', 'Online Sale Price'),
  onSale: column('price', 'On Sale'),
  discountMode: column('price', 'discountMode'),
  discount: column('price', 'discountValue'),
  sku: column('aliases', 'sku'),
  variantId: column('aliases', 'Variant ID [Non Editable]', 'variant_id', 'Token', 'id'),
  barcode: column('aliases', 'gtin', 'barcode', 'ean', 'upc'),
  variantName: column('aliases', 'Variation Name', 'Variant Name'),
  images: column('payload.imageUrl', 'productImageUrl', 'Hosted Image URLs', 'image_url', 'image'),
  url: column('payload.url', 'Product URL', 'url'),
  stock: column('payload.stock', 'stock', 'inventory', 'quantity'),
  visible: column('payload.published', 'visible', 'active', 'published'),
  archived: column('payload.published', 'archived'),
} as const;

/** A column for the name of an option, or for its value: `Option Name 1`, `variant_option_one_value`. */
interface OptionColumn {
  readonly number: string;
  readonly part: 'name' | 'value';
}

const NUMBERS: Readonly<Record<string, string>> = { one: '1', two: '2', three: '3', four: '4', five: '5', six: '6' };

function readOptionColumn(name: string): OptionColumn | undefined {
  const words = splitNameWords(name);
  const number = /\d/.exec(name)?.[0] ?? words.map((word) => NUMBERS[word]).find((one) => one !== undefined);
  if (number === undefined || !words.includes('option')) return undefined;
  if (words.includes('value') || words.includes('description')) return { number, part: 'value' };
  return words.includes('name') ? { number, part: 'name' } : undefined;
}

/** Tables with a row for each variant, whose options stand in a column for the name and one for the value. */
export const variantRows: ProductDialect = {
  name: 'variant-rows',
  title:
    'A row for each variant, with columns for the names and values of options: Lightspeed, Square, Squarespace, Wix',
  reads: 'products',
  hasOwnColumns: true,
  recognizes: (shape) => {
    const parts = new Set(shape.written.map((name) => readOptionColumn(name)?.part));
    return (
      parts.has('name') && parts.has('value') && [columns.group, columns.title].every((one) => hasColumn(shape, one))
    );
  },
  columns,
  fieldOf: (name) => (readOptionColumn(name) === undefined ? undefined : 'attributes'),
  startReading: () => new VariantRowsReading(),
};

/** The rows of a product have its id. Those without an id and without a title continue the row above. */
class VariantRowsReading implements ProductReading {
  readonly withoutGroup = 'the row has a title, but no id of a product';

  startPass(): (row: Cells) => string | undefined {
    let last: string | undefined;
    return (row) => {
      const group = row.text(columns.group);
      if (group !== undefined || row.text(columns.title) !== undefined) last = group;
      return last;
    };
  }

  readProduct(id: string, rows: readonly Cells[]): ShopProduct {
    const main = rows.find((row) => row.text(columns.title) !== undefined) ?? rows[0]!;
    // Wix writes the product itself as a row before those of its variants.
    const own = rows.filter((row) => !isProductRow(row));
    const names = new Map(rows.flatMap((row) => listOptionCells(row, 'name')).toReversed());
    return {
      id,
      title: main.text(columns.title),
      description: main.text(columns.description),
      brand: main.text(columns.brand),
      categories: listCategories(main),
      attributes: [['tags', splitEither(main.text(columns.tags))]],
      payload: { imageUrl: listImages(main)[0], url: main.text(columns.url), published: readPublished(main) },
      aliases: rows.filter(isProductRow).map((row) => row.text(columns.sku)),
      variants: (own.length > 0 ? own : rows).map((row) => readVariant(row, main, names)),
    };
  }
}

function isProductRow(row: Cells): boolean {
  return row.text(columns.rowType)?.toLowerCase() === 'product';
}

function listOptionCells(row: Cells, part: OptionColumn['part']): [number: string, text: string][] {
  return [...row.entries()].flatMap(([, { column: written, values }]): [string, string][] => {
    const option = readOptionColumn(written);
    return option?.part === part ? [[option.number, values[0]!]] : [];
  });
}

function readVariant(row: Cells, main: Cells, names: ReadonlyMap<string, string>): ShopVariant {
  const options = listOptionCells(row, 'value').map(
    ([number, value]): NamedValues => [names.get(number) ?? `Option ${number}`, splitList(value, ';')],
  );
  const [sku, variantId] = [row.text(columns.sku), row.text(columns.variantId)];
  const values = [row.text(columns.variantName) ?? options.flatMap(([, list]) => list).join(' / ')];
  // Orders name a variant without a SKU by its title only.
  const lineTitle = [main.text(columns.title), ...values.filter((value) => value !== '')].join(' - ');
  return {
    id: sku ?? variantId,
    aliases: [variantId, row.text(columns.barcode), ...(sku === undefined ? [lineTitle] : [])],
    options,
    ...readPrices(row, main),
    imageUrl: listImages(row)[0],
    ...readStock(row),
  };
}

/** Wix gives variants a surcharge on the price of the product, and the product a discount. */
function readPrices(row: Cells, main: Cells): Pick<ShopVariant, 'price' | 'regularPrice' | 'salePrice'> {
  const own = row.amount(columns.price) ?? (row === main ? undefined : main.amount(columns.price));
  const price = own === undefined ? undefined : roundCents(own + (row.amount(columns.surcharge) ?? 0));
  const isOnSale = parseFlag(row.text(columns.onSale)) !== false;
  const discount = readPrice(main.text(columns.discount)) ?? 0;
  const isPercent = main.text(columns.discountMode)?.toLowerCase() === 'percent';
  const salePrice = isOnSale ? row.amount(columns.salePrice) : undefined;
  if (price === undefined || discount <= 0 || salePrice !== undefined) return choosePrice(price, salePrice);
  return choosePrice(price, roundCents(isPercent ? price * (1 - discount / 100) : price - discount));
}

function roundCents(amount: number): number {
  return Math.round(amount * 100) / 100;
}

/** `3`, `InStock`, `OutOfStock`, `Unlimited`. */
function readStock(row: Cells): Pick<ShopVariant, 'stock' | 'inStock'> {
  const text = row.text(columns.stock);
  if (text === undefined) return {};
  if (/^unlimited$|^in ?stock$/i.test(text)) return { inStock: true };
  if (/^out ?of ?stock$/i.test(text)) return { inStock: false };
  const stock = row.amount(columns.stock);
  return { stock, inStock: stock === undefined ? undefined : stock > 0 };
}

function readPublished(row: Cells): boolean | undefined {
  const archived = parseFlag(row.text(columns.archived));
  return parseFlag(row.text(columns.visible)) ?? (archived === undefined ? undefined : !archived);
}

/** The texts between commas or semicolons, whichever the cell has. */
function splitEither(text = ''): string[] {
  return splitList(text, text.includes(';') ? ';' : ',');
}

/** Squarespace writes a category as the address of its page: `/shop/shirts`. */
function listCategories(main: Cells): string[][] {
  const written = main.text(columns.category) ?? main.text(columns.type);
  return splitEither(written).map((path) =>
    path.startsWith('/') ? path.split('/').filter((step) => step !== '') : splitCategoryPath(path),
  );
}

/** Addresses between spaces or semicolons. */
function listImages(row: Cells): string[] {
  return (
    row
      .text(columns.images)
      ?.split(/[\s;]+/)
      .filter((one) => one !== '') ?? []
  );
}
