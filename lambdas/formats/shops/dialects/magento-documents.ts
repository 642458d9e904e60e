import { choosePrice, joinTexts, parseFlag } from '../common/cell-values.ts';
import { CellReader, type Cells, column, foldName } from '../common/cells.ts';
import { hasAll, type ProductDialect, type ProductReading } from '../common/dialect.ts';
import { type Fields, fieldsOf, listObjects, textOf } from '../common/nested-values.ts';
import type { NamedValues, ShopProduct, ShopVariant } from '../common/shop-product.ts';

const columns = {
  id: column('id', 'sku'),
  number: column('aliases', 'id'),
  title: column('title', 'name'),
  price: column('price', 'price'),
  status: column('payload.published', 'status'),
  attributes: column('attributes', 'custom_attributes'),
  extension: column('payload.stock', 'extension_attributes'),
  images: column('payload.imageUrl', 'media_gallery_entries'),
} as const;

/** Custom attributes that are fields of a product. */
const customColumns = {
  description: column('description', 'description'),
  shortDescription: column('description', 'short_description'),
  brand: column('brand', 'brand', 'manufacturer'),
  specialPrice: column('price', 'special_price'),
  saleTime: column('payload.salePrice', 'special_from_date', 'special_to_date'),
  image: column('payload.imageUrl', 'image', 'small_image', 'thumbnail'),
  url: column('payload.url', 'url_key'),
} as const;

/** Custom attributes that say nothing of what a product is. */
const UNUSED = [
  ...['options_container', 'tax_class_id', 'msrp_display_actual_price_type', 'required_options', 'has_options'],
  ...['meta_title', 'meta_keyword', 'meta_description', 'category_ids', 'gift_message_available', 'swatch_image'],
  ...[
    'page_layout',
    'custom_design',
    'custom_layout',
    'news_from_date',
    'news_to_date',
    'cost',
    'country_of_manufacture',
  ],
  ...[
    'image_label',
    'small_image_label',
    'thumbnail_label',
    'links_purchased_separately',
    'samples_title',
    'price_type',
  ],
];
const used = new Set(Object.values(customColumns).flatMap(({ names }) => names));
const unused = new Set(UNUSED.map(foldName));

/** Variants of a configurable product are products of their own in the list, which that one names by their ids. */
export const magentoDocuments: ProductDialect = {
  name: 'magento-documents',
  title: 'Adobe Commerce and Magento: products of the REST API as JSON',
  reads: 'products',
  recognizes: (shape) => shape.first !== undefined && hasAll(shape, 'sku', 'name', 'custom_attributes'),
  columns,
  startReading: () => new DocumentReading(),
};

class DocumentReading implements ProductReading {
  readonly withoutGroup = 'the product has no sku';
  readonly #reader = new CellReader();
  /** The SKUs of configurable products by the ids of their variants. */
  readonly #parents = new Map<string, string>();
  readonly #numbers = new Map<string, string>();

  startPass(): (row: Cells) => string | undefined {
    return (row) => {
      const sku = row.text(columns.id);
      const number = row.text(columns.number);
      if (sku === undefined) return undefined;
      if (number !== undefined) this.#numbers.set(sku, number);
      const { configurable_product_links: links } = fieldsOf(fieldsOf(row.value).extension_attributes);
      for (const link of Array.isArray(links) ? links : []) this.#parents.set(String(link), sku);
      return sku;
    };
  }

  groupOf(sku: string): string {
    return this.#parents.get(this.#numbers.get(sku) ?? '') ?? sku;
  }

  readProduct(sku: string, rows: readonly Cells[]): ShopProduct {
    const main = rows.find((row) => row.text(columns.id) === sku) ?? rows[0]!;
    const variants = rows.filter((row) => row !== main);
    const custom = this.#readCustom(main);
    const own = this.#readVariant(main);
    return {
      id: sku,
      title: main.text(columns.title),
      description: joinTexts(custom.text(customColumns.shortDescription), custom.text(customColumns.description)),
      brand: custom.text(customColumns.brand),
      attributes: listAttributes(custom),
      payload: { imageUrl: own.imageUrl, published: parseFlag(main.text(columns.status)) === true },
      aliases: [main.text(columns.number)],
      variants: variants.length === 0 ? [{ ...own, options: [] }] : variants.map((row) => this.#readVariant(row)),
    };
  }

  #readVariant(row: Cells): ShopVariant {
    const custom = this.#readCustom(row);
    const stock = fieldsOf(fieldsOf(fieldsOf(row.value).extension_attributes).stock_item);
    const quantity = Number(textOf(stock.qty) ?? Number.NaN);
    const variant = {
      id: row.text(columns.id),
      title: row.text(columns.title),
      aliases: [row.text(columns.number)],
      options: listAttributes(custom),
      ...choosePrice(
        row.amount(columns.price),
        custom.amount(customColumns.specialPrice),
        custom.text(customColumns.saleTime) !== undefined,
      ),
      imageUrl: custom.text(customColumns.image),
      url: custom.text(customColumns.url),
      stock: Number.isNaN(quantity) ? undefined : quantity,
      inStock: typeof stock.is_in_stock === 'boolean' ? stock.is_in_stock : undefined,
    };
    row.ignored.addAll(custom.ignored.list() ?? []);
    return variant;
  }

  /** The custom attributes of a product as cells. */
  #readCustom(row: Cells): Cells {
    const listed = listObjects(fieldsOf(row.value).custom_attributes);
    const value: Fields = Object.fromEntries(listed.map((one) => [String(one.attribute_code), one.value]));
    return this.#reader.read({ ok: true, line: row.line, value, text: '' });
  }
}

function listAttributes(custom: Cells): NamedValues[] {
  return [...custom.entries()].flatMap(([folded, { column: name, values }]): NamedValues[] =>
    used.has(folded) || unused.has(folded) ? [] : [[name, values]],
  );
}
