import { splitCategoryPath } from '../../../core/catalog/category-paths.ts';
import { choosePrice, joinTexts, parseFlag, splitList } from '../common/cell-values.ts';
import { CellReader, type Cells, column } from '../common/cells.ts';
import { hasAll, hasColumn, type ProductDialect } from '../common/dialect.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

const columns = {
  id: column('id', 'handle', 'id'),
  number: column('aliases', 'id', 'legacyResourceId'),
  sku: column('aliases', 'sku'),
  title: column('title', 'title', 'name'),
  description: column('description', 'body_html', 'bodyHtml', 'descriptionHtml', 'description'),
  shortDescription: column('description', 'short_description'),
  brand: column('brand', 'vendor', 'brand'),
  type: column('category', 'product_type', 'productType'),
  categories: column('category', 'categories'),
  tags: column('attributes.tags', 'tags'),
  price: column('price', 'regular_price', 'price'),
  salePrice: column('price', 'sale_price'),
  saleTime: column('payload.salePrice', 'date_on_sale_from', 'date_on_sale_to'),
  options: column('attributes', 'options', 'attributes'),
  variants: column('aliases', 'variants', 'variations'),
  images: column('payload.imageUrl', 'images', 'image'),
  status: column('payload.published', 'status'),
  stock: column('payload.stock', 'stock_quantity'),
  stockStatus: column('payload.inStock', 'stock_status', 'in_stock'),
  link: column('payload.url', 'permalink', 'online_store_url', 'onlineStoreUrl'),
} as const;

const variantColumns = {
  number: column('aliases', 'id'),
  sku: column('aliases', 'sku'),
  barcode: column('aliases', 'barcode'),
  price: column('price', 'price'),
  regularPrice: column('payload.regularPrice', 'compare_at_price', 'compareAtPrice'),
  stock: column('payload.stock', 'inventory_quantity', 'inventoryQuantity'),
  available: column('payload.inStock', 'available'),
} as const;

/** The only option value of a product without options. */
const NO_OPTION = 'Default Title';

type Fields = Readonly<Record<string, unknown>>;

/** A product with its variants, options, pictures and categories nested, as APIs give it. */
export const productDocuments: ProductDialect = {
  name: 'product-documents',
  title: 'Products as JSON: `products.json` and the APIs of Shopify and WooCommerce',
  reads: 'products',
  recognizes: (shape) =>
    (hasAll(shape, 'handle', 'variants') || hasAll(shape, 'name', 'permalink', 'attributes')) &&
    hasColumn(shape, columns.title) &&
    Array.isArray(fieldsOf(shape.first).variants ?? fieldsOf(shape.first).attributes),
  columns,
  startReading: () => {
    const reader = new CellReader();
    return {
      startPass: () => (row) => row.text(columns.id),
      withoutGroup: 'the product has neither handle nor id',
      readProduct: (id, rows) => readProduct(id, rows.at(-1)!, reader),
    };
  },
};

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list; none if it is another value. */
function listObjects(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text === '' ? undefined : text;
}

function readProduct(id: string, row: Cells, reader: CellReader): ShopProduct {
  const fields = fieldsOf(row.value);
  const optionNames = listObjects(fields.options).map(({ name }) => textOf(name));
  const variants = listObjects(fields.variants);
  const categories = listObjects(fields.categories).flatMap(({ name }) => textOf(name) ?? []);
  const type = row.text(columns.type);
  const [image] = [...listObjects(fields.images), fieldsOf(fields.image)].flatMap(({ src }) => textOf(src) ?? []);
  const status = row.text(columns.status);
  return {
    id,
    title: row.text(columns.title),
    description: joinTexts(row.text(columns.shortDescription), row.text(columns.description)),
    brand: row.text(columns.brand),
    categories: [...categories, ...(type === undefined ? [] : [type])].map(splitCategoryPath),
    attributes: [['tags', listTags(fields.tags)], ...listAttributes(fields.attributes)],
    payload: {
      imageUrl: image,
      url: row.text(columns.link),
      published: status === undefined ? undefined : ['active', 'publish'].includes(status.toLowerCase()),
    },
    aliases: [row.text(columns.number), row.text(columns.sku)],
    variants:
      variants.length === 0
        ? [readOwnVariant(row)]
        : variants.map((value) => {
            const cells = reader.read({ ok: true, line: row.line, value, text: '' });
            const variant = readVariant(fieldsOf(value), cells, optionNames);
            row.ignored.addAll(cells.ignored.list() ?? []);
            return variant;
          }),
  };
}

/** Texts with commas between them, or objects with names. */
function listTags(tags: unknown): string[] {
  if (typeof tags === 'string') return splitList(tags, ',');
  if (!Array.isArray(tags)) return [];
  return tags.flatMap((tag) => textOf(tag) ?? textOf(fieldsOf(tag).name) ?? []);
}

function listAttributes(attributes: unknown): NamedValues[] {
  return listObjects(attributes).flatMap(({ name, options, option }): NamedValues[] => {
    const values = (Array.isArray(options) ? options : [option]).flatMap((value) => textOf(value) ?? []);
    const known = textOf(name);
    return known === undefined || values.length === 0 ? [] : [[known, values]];
  });
}

function readOwnVariant(row: Cells): ShopVariant {
  const hasDates = row.text(columns.saleTime) !== undefined;
  const stockStatus = row.text(columns.stockStatus);
  return {
    id: row.text(columns.sku),
    aliases: [],
    options: [],
    ...choosePrice(row.amount(columns.price), row.amount(columns.salePrice), hasDates),
    stock: row.amount(columns.stock),
    inStock: stockStatus === undefined ? undefined : stockStatus !== 'outofstock' && parseFlag(stockStatus) !== false,
  };
}

function readVariant(fields: Fields, cells: Cells, names: readonly (string | undefined)[]): ShopVariant {
  const values = [fields.option1, fields.option2, fields.option3].map(textOf);
  const stock = cells.amount(variantColumns.stock);
  const available = parseFlag(cells.text(variantColumns.available));
  return {
    id: cells.text(variantColumns.sku) ?? cells.text(variantColumns.number),
    aliases: [cells.text(variantColumns.number), cells.text(variantColumns.barcode)],
    options: values.flatMap((value, i): NamedValues[] =>
      value === undefined || value === NO_OPTION ? [] : [[names[i] ?? `Option${i + 1}`, [value]]],
    ),
    price: cells.amount(variantColumns.price),
    regularPrice: cells.amount(variantColumns.regularPrice),
    stock,
    inStock: available ?? (stock === undefined ? undefined : stock > 0),
  };
}
